//! `class`.
//!
//! CPython: `compiler_class` in `Python/compile.c`.
//!
//! The body is a function of its own that is run once, in the new class's namespace;
//! `__build_class__` gets it, the name, and what stands in parentheses.

use parser::ast::{ExprContext, Stmt, StmtKind};

use crate::codegen::Generator;
use crate::codegen::statements::functions::first_line;
use crate::codegen::unit::UnitKind;
use crate::constant::Constant;
use crate::errors::Error;
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// ```text
    ///     <decorators>
    ///     PUSH_NULL
    ///     LOAD_BUILD_CLASS
    ///     <function of the body>
    ///     LOAD_CONST <name>
    ///     <bases and keywords>
    ///     PRECALL
    ///     CALL
    ///     PRECALL 0               for each decorator
    ///     CALL 0
    ///     STORE_NAME <name>
    /// ```
    /// C: `compiler_class`
    pub(super) fn visit_class(&mut self, statement: &'a Stmt<'a>) -> Result<(), Error> {
        let StmtKind::ClassDef { name, bases, keywords, body, decorator_list } = statement.kind
        else {
            unreachable!("only classes are compiled here")
        };
        self.visit_exprs(decorator_list)?;

        let scope = self.table.lookup(statement).expect("the symbol table has every class");
        let own_name = self.interner.name(name);
        let line = first_line(statement, decorator_list);
        self.enter(UnitKind::Class, scope, own_name.clone(), line);
        self.unit.private = Some(name);
        self.begin_class()?;
        self.visit_body(body)?;
        self.end_class()?;
        let code = self.leave();

        self.emit(Opcode::PUSH_NULL);
        self.emit(Opcode::LOAD_BUILD_CLASS);
        self.make_closure(code, 0);
        self.load_constant(Constant::Str(own_name));
        self.visit_call_arguments(2, bases, keywords)?;
        self.apply_decorators(decorator_list);
        self.name_op(name, ExprContext::Store)
    }

    /// ```text
    ///     LOAD_NAME __name__
    ///     STORE_NAME __module__
    ///     LOAD_CONST <qualified name>
    ///     STORE_NAME __qualname__
    /// ```
    fn begin_class(&mut self) -> Result<(), Error> {
        self.name_op("__name__", ExprContext::Load)?;
        self.name_op("__module__", ExprContext::Store)?;
        let qualname = self.unit.qualname.clone();
        self.load_constant(Constant::Str(qualname));
        self.name_op("__qualname__", ExprContext::Store)
    }

    /// The body returns the cell of `__class__`, if a method uses it: the class, once it is
    /// made, is put there.
    ///
    /// ```text
    ///     LOAD_CLOSURE __class__          else:   LOAD_CONST None
    ///     COPY 1
    ///     STORE_NAME __classcell__
    ///     RETURN_VALUE
    /// ```
    fn end_class(&mut self) -> Result<(), Error> {
        self.unset_place();
        if self.table[self.unit.scope].needs_class_closure {
            let cell = self.unit.cell_index("__class__", false);
            self.emit_with(Opcode::LOAD_CLOSURE, cell);
            self.emit_with(Opcode::COPY, 1);
            self.name_op("__classcell__", ExprContext::Store)?;
        } else {
            self.load_none();
        }
        self.emit(Opcode::RETURN_VALUE);
        Ok(())
    }
}
