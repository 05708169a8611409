//! The table of opcodes.
//!
//! A row says: number and name; what the argument means; what the instruction does to the
//! height of the stack; what it does. Where there are any, then: the code units of cache that
//! follow it, by name and length; the special forms that PEP 659's specialisation writes over
//! it while it runs. CPython gives those the numbers that are free, in the order of their
//! families' names.

use super::{Argument, Effect, Jump, Opcode, Row};

macro_rules! opcodes {
    ($(
        $number:literal $name:ident: $argument:ident, $effect:expr, $meaning:literal
        $(, caches [$($cache:expr),*])?
        $(, becomes [$($form_number:literal $form:ident),* $(,)?])?;
    )*) => {
        #[allow(missing_docs, reason = "the row says what it does")]
        impl Opcode {
            $(pub const $name: Opcode = Opcode($number);)*
        }

        /// The special forms' numbers.
        #[derive(Debug)]
        pub enum Adaptive {}

        #[allow(missing_docs, reason = "CPython's names say what they are special in")]
        impl Adaptive {
            $($($(pub const $form: Opcode = Opcode($form_number);)*)?)*
        }

        /// Every instruction that the compiler can emit.
        pub const TABLE: &[Row] = &[$(Row {
            opcode: Opcode($number),
            name: stringify!($name),
            argument: Argument::$argument,
            effect: $effect,
            meaning: $meaning,
            caches: &[$($($cache),*)?],
            becomes: &[$($(($form_number, stringify!($form))),*)?],
        }),*];
    };
}

const fn fixed(effect: i8) -> Effect {
    Effect::Fixed(effect)
}

const fn computed(effect: fn(i64, Jump) -> i64) -> Effect {
    Effect::Computed(effect)
}

/// Takes so many values and leaves one.
fn built(count: i64, _: Jump) -> i64 {
    1 - count
}

/// The tested value stays where the jump is taken.
fn kept_if_taken(_: i64, jump: Jump) -> i64 {
    if jump == Jump::NotTaken { -1 } else { 0 }
}

// ANCHOR: table
opcodes! {
    0 CACHE: None, fixed(0), "room for what the instruction before it remembers between runs";
    1 POP_TOP: None, fixed(-1), "drops the top value";
    2 PUSH_NULL: None, fixed(1), "pushes the empty slot that CALL expects below a plain callable";
    9 NOP: None, fixed(0), "does nothing; it carries a line number";
    10 UNARY_POSITIVE: None, fixed(0), "replaces the top value by +value";
    11 UNARY_NEGATIVE: None, fixed(0), "replaces the top value by -value";
    12 UNARY_NOT: None, fixed(0), "replaces the top value by not value";
    15 UNARY_INVERT: None, fixed(0), "replaces the top value by ~value";
    25 BINARY_SUBSCR: None, fixed(-1), "replaces container and key by container[key]",
        caches [("counter", 1), ("type_version", 2), ("func_version", 1)],
        becomes [
            17 BINARY_SUBSCR_ADAPTIVE, 18 BINARY_SUBSCR_DICT, 19 BINARY_SUBSCR_GETITEM,
            20 BINARY_SUBSCR_LIST_INT, 21 BINARY_SUBSCR_TUPLE_INT,
        ];
    30 GET_LEN: None, fixed(1), "pushes len() of the top value, which stays";
    31 MATCH_MAPPING: None, fixed(1), "pushes whether the top value, which stays, is a mapping to patterns";
    32 MATCH_SEQUENCE: None, fixed(1), "pushes whether the top value, which stays, is a sequence to patterns";
    33 MATCH_KEYS: None, fixed(1), "pushes the values that the subject has for a tuple of keys, or None";
    35 PUSH_EXC_INFO: None, fixed(1), "makes the raised exception the handled one and keeps the one handled before below it";
    36 CHECK_EXC_MATCH: None, fixed(0), "replaces the type of an except clause by whether the exception is an instance";
    37 CHECK_EG_MATCH: None, fixed(0), "splits an exception group by the types of an except* clause";
    49 WITH_EXCEPT_START: None, fixed(1), "calls the context manager's exit function with the exception";
    50 GET_AITER: None, fixed(0), "replaces the top value by its asynchronous iterator";
    51 GET_ANEXT: None, fixed(1), "pushes the awaitable of the asynchronous iterator's next value";
    52 BEFORE_ASYNC_WITH: None, fixed(1), "replaces a manager by its __aexit__ and what __aenter__() returned";
    53 BEFORE_WITH: None, fixed(1), "replaces a manager by its __exit__ and what __enter__() returned";
    54 END_ASYNC_FOR: None, fixed(-2), "ends an async for at StopAsyncIteration, raises anything else again";
    60 STORE_SUBSCR: None, fixed(-3), "does container[key] = value and drops the three",
        caches [("counter", 1)],
        becomes [168 STORE_SUBSCR_ADAPTIVE, 169 STORE_SUBSCR_DICT, 170 STORE_SUBSCR_LIST_INT];
    61 DELETE_SUBSCR: None, fixed(-2), "does del container[key] and drops the two";
    68 GET_ITER: None, fixed(0), "replaces the top value by its iterator";
    69 GET_YIELD_FROM_ITER: None, fixed(0), "as GET_ITER, but leaves generators, and coroutines where they may be, as they are";
    70 PRINT_EXPR: None, fixed(-1), "gives the top value to sys.displayhook, at the interactive prompt";
    71 LOAD_BUILD_CLASS: None, fixed(1), "pushes the function behind the class statement";
    74 LOAD_ASSERTION_ERROR: None, fixed(1), "pushes AssertionError";
    75 RETURN_GENERATOR: None, fixed(0), "makes a generator of the frame and returns it to the caller";
    82 LIST_TO_TUPLE: None, fixed(0), "replaces a list by a tuple of its items";
    83 RETURN_VALUE: None, fixed(-1), "ends the frame with the top value";
    84 IMPORT_STAR: None, fixed(-1), "binds the public names of the module on the stack";
    85 SETUP_ANNOTATIONS: None, fixed(0), "makes __annotations__ unless there is one";
    86 YIELD_VALUE: None, fixed(0), "hands the top value out and suspends the frame";
    87 ASYNC_GEN_WRAP: None, fixed(0), "wraps a value that an asynchronous generator yields, to tell it from an awaited one";
    88 PREP_RERAISE_STAR: None, fixed(-1), "builds what is to be raised after all except* clauses ran";
    89 POP_EXCEPT: None, fixed(-1), "makes the exception handled before the handled one again";
    90 STORE_NAME: Name, fixed(-1), "binds a name in the namespace of the module or class";
    91 DELETE_NAME: Name, fixed(0), "unbinds a name in the namespace of the module or class";
    92 UNPACK_SEQUENCE: Plain, computed(|count, _| count - 1), "replaces an iterable by exactly so many items",
        caches [("counter", 1)],
        becomes [
            177 UNPACK_SEQUENCE_ADAPTIVE, 178 UNPACK_SEQUENCE_LIST, 179 UNPACK_SEQUENCE_TUPLE,
            180 UNPACK_SEQUENCE_TWO_TUPLE,
        ];
    93 FOR_ITER: JumpForward, computed(|_, jump| if jump == Jump::Taken { -1 } else { 1 }), "pushes the iterator's next item; jumps and drops the iterator at its end";
    94 UNPACK_EX: Plain, computed(|counts, _| (counts & 0xff) + (counts >> 8)), "replaces an iterable by items, a list of the middle ones, and items";
    95 STORE_ATTR: Name, fixed(-2), "does object.name = value and drops the two",
        caches [("counter", 1), ("version", 2), ("index", 1)],
        becomes [
            153 STORE_ATTR_ADAPTIVE, 154 STORE_ATTR_INSTANCE_VALUE, 158 STORE_ATTR_SLOT,
            159 STORE_ATTR_WITH_HINT,
        ];
    96 DELETE_ATTR: Name, fixed(-1), "does del object.name and drops the object";
    97 STORE_GLOBAL: Name, fixed(-1), "binds a global name";
    98 DELETE_GLOBAL: Name, fixed(0), "unbinds a global name";
    99 SWAP: Plain, fixed(0), "exchanges the top value with the one so deep";
    100 LOAD_CONST: Const, fixed(1), "pushes a constant",
        becomes [44 LOAD_CONST__LOAD_FAST];
    101 LOAD_NAME: Name, fixed(1), "pushes what a name means in a module or class: local, global or built in";
    102 BUILD_TUPLE: Plain, computed(built), "replaces so many values by a tuple of them";
    103 BUILD_LIST: Plain, computed(built), "replaces so many values by a list of them";
    104 BUILD_SET: Plain, computed(built), "replaces so many values by a set of them";
    105 BUILD_MAP: Plain, computed(|pairs, _| 1 - 2 * pairs), "replaces so many pairs of key and value by a dict of them";
    106 LOAD_ATTR: Name, fixed(0), "replaces an object by its attribute",
        caches [("counter", 1), ("version", 2), ("index", 1)],
        becomes [
            39 LOAD_ATTR_ADAPTIVE, 40 LOAD_ATTR_INSTANCE_VALUE, 41 LOAD_ATTR_MODULE,
            42 LOAD_ATTR_SLOT, 43 LOAD_ATTR_WITH_HINT,
        ];
    107 COMPARE_OP: Compare, fixed(-1), "replaces two values by the result of a comparison",
        caches [("counter", 1), ("mask", 1)],
        becomes [
            26 COMPARE_OP_ADAPTIVE, 27 COMPARE_OP_FLOAT_JUMP, 28 COMPARE_OP_INT_JUMP,
            29 COMPARE_OP_STR_JUMP,
        ];
    108 IMPORT_NAME: Name, fixed(-1), "replaces level and wanted names by the imported module";
    109 IMPORT_FROM: Name, fixed(1), "pushes an attribute of the module, which stays";
    110 JUMP_FORWARD: JumpForward, fixed(0), "jumps forward";
    111 JUMP_IF_FALSE_OR_POP: JumpForward, computed(kept_if_taken), "jumps forward and keeps the top value if it is false, else drops it";
    112 JUMP_IF_TRUE_OR_POP: JumpForward, computed(kept_if_taken), "jumps forward and keeps the top value if it is true, else drops it";
    114 POP_JUMP_FORWARD_IF_FALSE: JumpForward, fixed(-1), "drops the top value and jumps forward if it was false";
    115 POP_JUMP_FORWARD_IF_TRUE: JumpForward, fixed(-1), "drops the top value and jumps forward if it was true";
    // ANCHOR: rows
    116 LOAD_GLOBAL: GlobalName, computed(|argument, _| (argument & 1) + 1), "pushes a global or built-in name's value, with PUSH_NULL's slot below it if the lowest bit says so",
        caches [("counter", 1), ("index", 1), ("module_keys_version", 2), ("builtin_keys_version", 1)],
        becomes [47 LOAD_GLOBAL_ADAPTIVE, 48 LOAD_GLOBAL_BUILTIN, 55 LOAD_GLOBAL_MODULE];
    117 IS_OP: Plain, fixed(-1), "replaces two values by whether they are one object, or are not";
    118 CONTAINS_OP: Plain, fixed(-1), "replaces two values by whether the second contains the first, or does not";
    119 RERAISE: Plain, fixed(-1), "raises the exception on the stack again, at the place it came from if that was kept";
    120 COPY: Plain, fixed(1), "pushes the value so deep once more";
    122 BINARY_OP: BinaryOperator, fixed(-1), "replaces two values by the result of an arithmetic operator",
        caches [("counter", 1)],
        becomes [
            3 BINARY_OP_ADAPTIVE, 4 BINARY_OP_ADD_FLOAT, 5 BINARY_OP_ADD_INT,
            6 BINARY_OP_ADD_UNICODE, 7 BINARY_OP_INPLACE_ADD_UNICODE,
            8 BINARY_OP_MULTIPLY_FLOAT, 13 BINARY_OP_MULTIPLY_INT, 14 BINARY_OP_SUBTRACT_FLOAT,
            16 BINARY_OP_SUBTRACT_INT,
        ];
    123 SEND: JumpForward, computed(|_, jump| if jump == Jump::Taken { -1 } else { 0 }), "sends the top value into the subiterator; jumps with its result at its end";
    124 LOAD_FAST: Local, fixed(1), "pushes a local variable",
        becomes [45 LOAD_FAST__LOAD_CONST, 46 LOAD_FAST__LOAD_FAST];
    // ANCHOR_END: rows
    125 STORE_FAST: Local, fixed(-1), "binds a local variable",
        becomes [161 STORE_FAST__LOAD_FAST, 167 STORE_FAST__STORE_FAST];
    126 DELETE_FAST: Local, fixed(0), "unbinds a local variable";
    128 POP_JUMP_FORWARD_IF_NOT_NONE: JumpForward, fixed(-1), "drops the top value and jumps forward if it was not None";
    129 POP_JUMP_FORWARD_IF_NONE: JumpForward, fixed(-1), "drops the top value and jumps forward if it was None";
    130 RAISE_VARARGS: Plain, computed(|count, _| -count), "raises: again, an exception, or an exception with its cause";
    131 GET_AWAITABLE: Plain, fixed(0), "replaces the top value by the iterator that awaiting it runs";
    132 MAKE_FUNCTION: FunctionParts, computed(|parts, _| -i64::from((parts & 0xf).count_ones())), "makes a function of a code object and the parts that the bits name";
    133 BUILD_SLICE: Plain, computed(|count, _| if count == 3 { -2 } else { -1 }), "replaces two or three values by a slice";
    134 JUMP_BACKWARD_NO_INTERRUPT: JumpBackward, fixed(0), "jumps backward without looking at the eval breaker";
    135 MAKE_CELL: Free, fixed(0), "puts a local variable's value into a new cell";
    136 LOAD_CLOSURE: Free, fixed(1), "pushes a cell itself";
    137 LOAD_DEREF: Free, fixed(1), "pushes what is in a cell";
    138 STORE_DEREF: Free, fixed(-1), "puts the top value into a cell";
    139 DELETE_DEREF: Free, fixed(0), "empties a cell";
    140 JUMP_BACKWARD: JumpBackward, fixed(0), "jumps backward and looks at the eval breaker",
        becomes [38 JUMP_BACKWARD_QUICK];
    142 CALL_FUNCTION_EX: Plain, computed(|flags, _| -2 - (flags & 1)), "calls with a tuple of arguments and, if the bit says so, a dict of keywords";
    144 EXTENDED_ARG: Plain, fixed(0), "gives the next instruction's argument eight higher bits",
        becomes [34 EXTENDED_ARG_QUICK];
    145 LIST_APPEND: Plain, fixed(-1), "appends the top value to the list so deep";
    146 SET_ADD: Plain, fixed(-1), "adds the top value to the set so deep";
    147 MAP_ADD: Plain, fixed(-2), "puts key and value into the dict so deep";
    148 LOAD_CLASSDEREF: Free, fixed(1), "pushes a name of the class body, or what is in the cell";
    149 COPY_FREE_VARS: Plain, fixed(0), "takes the function's closure into the frame";
    151 RESUME: Plain, fixed(0), "marks where a frame starts or goes on, and looks at the eval breaker",
        becomes [150 RESUME_QUICK];
    152 MATCH_CLASS: Plain, fixed(-2), "replaces subject, class and names by the matched attributes, or None";
    155 FORMAT_VALUE: Conversion, computed(|flags, _| if flags & 4 == 4 { -1 } else { 0 }), "replaces a value, and its format if there is one, by the formatted string";
    156 BUILD_CONST_KEY_MAP: Plain, computed(|values, _| -values), "replaces values and a tuple of keys by a dict of them";
    157 BUILD_STRING: Plain, computed(built), "replaces so many strings by one";
    160 LOAD_METHOD: Name, fixed(1), "replaces an object by a method and the object to bind, without making a bound method",
        caches [("counter", 1), ("type_version", 2), ("dict_offset", 1), ("keys_version", 2), ("descr", 4)],
        becomes [
            56 LOAD_METHOD_ADAPTIVE, 57 LOAD_METHOD_CLASS, 58 LOAD_METHOD_MODULE,
            59 LOAD_METHOD_NO_DICT, 62 LOAD_METHOD_WITH_DICT, 63 LOAD_METHOD_WITH_VALUES,
        ];
    162 LIST_EXTEND: Plain, fixed(-1), "appends an iterable's items to the list so deep";
    163 SET_UPDATE: Plain, fixed(-1), "adds an iterable's items to the set so deep";
    164 DICT_MERGE: Plain, fixed(-1), "puts a mapping's items into the dict so deep; a key there already is an error";
    165 DICT_UPDATE: Plain, fixed(-1), "puts a mapping's items into the dict so deep";
    166 PRECALL: Plain, computed(|count, _| -count), "prepares a call, which is what its special forms do whole",
        caches [("counter", 1)],
        becomes [
            64 PRECALL_ADAPTIVE, 65 PRECALL_BOUND_METHOD, 66 PRECALL_BUILTIN_CLASS,
            67 PRECALL_BUILTIN_FAST_WITH_KEYWORDS,
            72 PRECALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS, 73 PRECALL_NO_KW_BUILTIN_FAST,
            76 PRECALL_NO_KW_BUILTIN_O, 77 PRECALL_NO_KW_ISINSTANCE, 78 PRECALL_NO_KW_LEN,
            79 PRECALL_NO_KW_LIST_APPEND, 80 PRECALL_NO_KW_METHOD_DESCRIPTOR_FAST,
            81 PRECALL_NO_KW_METHOD_DESCRIPTOR_NOARGS, 113 PRECALL_NO_KW_METHOD_DESCRIPTOR_O,
            121 PRECALL_NO_KW_STR_1, 127 PRECALL_NO_KW_TUPLE_1, 141 PRECALL_NO_KW_TYPE_1,
            143 PRECALL_PYFUNC,
        ];
    171 CALL: Plain, fixed(-1), "calls with so many arguments",
        caches [("counter", 1), ("func_version", 2), ("min_args", 1)],
        becomes [22 CALL_ADAPTIVE, 23 CALL_PY_EXACT_ARGS, 24 CALL_PY_WITH_DEFAULTS];
    172 KW_NAMES: Const, fixed(0), "names the keyword arguments of the next call";
    173 POP_JUMP_BACKWARD_IF_NOT_NONE: JumpBackward, fixed(-1), "drops the top value and jumps backward if it was not None";
    174 POP_JUMP_BACKWARD_IF_NONE: JumpBackward, fixed(-1), "drops the top value and jumps backward if it was None";
    175 POP_JUMP_BACKWARD_IF_FALSE: JumpBackward, fixed(-1), "drops the top value and jumps backward if it was false";
    176 POP_JUMP_BACKWARD_IF_TRUE: JumpBackward, fixed(-1), "drops the top value and jumps backward if it was true";
}
// ANCHOR_END: table
