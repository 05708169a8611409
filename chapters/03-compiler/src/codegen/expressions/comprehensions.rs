//! Comprehensions and generator expressions.
//!
//! CPython: `compiler_comprehension`, `compiler_sync_comprehension_generator`,
//! `compiler_async_comprehension_generator` in `Python/compile.c`.
//!
//! Each is a function, called on the spot, so that its variables are its own. Its only
//! parameter is the iterator of the first `for`, whose iterable is evaluated outside.

use parser::ast::{Comprehension, Expr, ExprKind};

use crate::codegen::Generator;
use crate::codegen::frame_blocks::FrameBlock;
use crate::codegen::unit::UnitKind;
use crate::errors::{Error, ErrorKind};
use crate::flow_graph::{BlockId, Operation};
use crate::opcode::Opcode;
use crate::recursion::with_stack;

/// What is done with an element.
#[derive(Clone, Copy)]
enum Element<'a> {
    Generator(&'a Expr<'a>),
    List(&'a Expr<'a>),
    Set(&'a Expr<'a>),
    Dict(&'a Expr<'a>, &'a Expr<'a>),
}

impl Element<'_> {
    fn name(self) -> &'static str {
        match self {
            Element::Generator(_) => "<genexpr>",
            Element::List(_) => "<listcomp>",
            Element::Set(_) => "<setcomp>",
            Element::Dict(..) => "<dictcomp>",
        }
    }

    /// The instruction that makes what the elements go into; a generator hands them out.
    fn build(self) -> Option<Opcode> {
        match self {
            Element::Generator(_) => None,
            Element::List(_) => Some(Opcode::BUILD_LIST),
            Element::Set(_) => Some(Opcode::BUILD_SET),
            Element::Dict(..) => Some(Opcode::BUILD_MAP),
        }
    }
}

type Generators<'a> = &'a [&'a Comprehension<'a>];

impl<'a> Generator<'a> {
    /// ```text
    ///     <function>
    ///     <first iterable>
    ///     GET_ITER                or GET_AITER
    ///     PRECALL 0
    ///     CALL 0
    ///     <awaiting>              of an asynchronous one
    /// ```
    /// C: `compiler_comprehension`
    pub(super) fn visit_comprehension(&mut self, expression: &'a Expr<'a>) -> Result<(), Error> {
        let (generators, element) = match expression.kind {
            ExprKind::ListComp { elt, generators } => (generators, Element::List(elt)),
            ExprKind::SetComp { elt, generators } => (generators, Element::Set(elt)),
            ExprKind::DictComp { key, value, generators } => {
                (generators, Element::Dict(key, value))
            }
            ExprKind::GeneratorExp { elt, generators } => (generators, Element::Generator(elt)),
            _ => unreachable!("only comprehensions are compiled here"),
        };
        let outer_kind = self.unit.kind;
        let is_top_level_await = self.is_top_level_await(&self.unit);
        let outermost = generators.first().expect("a comprehension has a `for`");

        let scope = self.table.lookup(expression).expect("the symbol table has them all");
        let name = self.interner.anonymous(element.name());
        self.enter(UnitKind::Comprehension, scope, name, expression.range.lineno);
        self.set_place(expression.range);
        let is_async = self.unit.is_coroutine;
        let build = element.build();
        let may_await = matches!(outer_kind, UnitKind::AsyncFunction | UnitKind::Comprehension);
        if is_async && build.is_some() && !may_await && !is_top_level_await {
            return Err(self.error(ErrorKind::AsyncComprehensionOutsideAsyncFunction));
        }
        if let Some(build) = build {
            self.emit_with(build, 0);
        }
        self.visit_generators(generators, 0, 0, element)?;
        if build.is_some() {
            self.emit(Opcode::RETURN_VALUE);
        }
        self.ensure_return(true);
        let code = self.leave();

        if is_top_level_await && is_async {
            self.unit.is_coroutine = true;
        }
        self.make_closure(code, 0);
        self.visit_expr(outermost.iter)?;
        let is_async_iterator = outermost.is_async == 1;
        self.emit(if is_async_iterator { Opcode::GET_AITER } else { Opcode::GET_ITER });
        self.call(0);
        if is_async && build.is_some() {
            self.await_top(0);
        }
        Ok(())
    }

    /// The loops from `at` on; `depth` iterators of those around it lie on the stack above what
    /// the elements go into. C: `compiler_comprehension_generator`.
    fn visit_generators(
        &mut self,
        generators: Generators<'a>,
        at: usize,
        depth: usize,
        element: Element<'a>,
    ) -> Result<(), Error> {
        with_stack(|| match generators[at].is_async {
            1 => self.visit_async_generator(generators, at, depth, element),
            _ => self.visit_sync_generator(generators, at, depth, element),
        })
    }

    /// ```text
    ///     LOAD_FAST 0             of an inner loop:   <iterable>
    ///                                                 GET_ITER
    /// start:
    ///     FOR_ITER anchor
    ///     <binding the target>
    ///     <jump to if_cleanup unless condition>
    ///     <inner loops, or the element>
    /// if_cleanup:
    ///     JUMP start
    /// anchor:
    /// ```
    /// An inner `for y in [f(x)]` is no loop, but an assignment.
    /// C: `compiler_sync_comprehension_generator`
    fn visit_sync_generator(
        &mut self,
        generators: Generators<'a>,
        at: usize,
        depth: usize,
        element: Element<'a>,
    ) -> Result<(), Error> {
        let generator = generators[at];
        let start = self.new_block();
        let if_cleanup = self.new_block();
        let anchor = self.new_block();
        let only_item = if at == 0 { None } else { only_item(generator.iter) };
        if at == 0 {
            self.load_outermost_iterator();
        } else if let Some(item) = only_item {
            self.visit_expr(item)?;
        } else {
            self.visit_expr(generator.iter)?;
            self.emit(Opcode::GET_ITER);
        }
        let depth = if only_item.is_some() { depth } else { depth + 1 };
        if only_item.is_none() {
            self.use_next_block(start);
            self.jump(Opcode::FOR_ITER, anchor);
        }
        self.visit_expr(generator.target)?;
        self.visit_round(generators, at, depth, element, if_cleanup)?;
        if only_item.is_none() {
            self.jump(Operation::Jump, start);
            self.use_next_block(anchor);
        }
        Ok(())
    }

    /// ```text
    ///     LOAD_FAST 0             of an inner loop:   <iterable>
    ///                                                 GET_AITER
    /// start:
    ///     SETUP_FINALLY except
    ///     GET_ANEXT
    ///     LOAD_CONST None
    ///     <awaiting>
    ///     POP_BLOCK
    ///     <binding the target>
    ///     <jump to if_cleanup unless condition>
    ///     <inner loops, or the element>
    /// if_cleanup:
    ///     JUMP start
    /// except:
    ///     END_ASYNC_FOR
    /// ```
    /// C: `compiler_async_comprehension_generator`
    fn visit_async_generator(
        &mut self,
        generators: Generators<'a>,
        at: usize,
        depth: usize,
        element: Element<'a>,
    ) -> Result<(), Error> {
        let generator = generators[at];
        let start = self.new_block();
        let except = self.new_block();
        let if_cleanup = self.new_block();
        if at == 0 {
            self.load_outermost_iterator();
        } else {
            self.visit_expr(generator.iter)?;
            self.emit(Opcode::GET_AITER);
        }
        self.use_next_block(start);
        self.push_frame_block(FrameBlock::AsyncComprehension)?;
        self.begin_async_round(except);
        self.visit_expr(generator.target)?;
        self.visit_round(generators, at, depth + 1, element, if_cleanup)?;
        self.jump(Operation::Jump, start);
        self.pop_frame_block();
        self.use_next_block(except);
        self.emit(Opcode::END_ASYNC_FOR);
        Ok(())
    }

    fn load_outermost_iterator(&mut self) {
        self.unit.parameters.positional = 1;
        self.emit_with(Opcode::LOAD_FAST, 0);
    }

    /// What is done in each round of a loop, once its target is bound.
    fn visit_round(
        &mut self,
        generators: Generators<'a>,
        at: usize,
        depth: usize,
        element: Element<'a>,
        if_cleanup: BlockId,
    ) -> Result<(), Error> {
        for condition in generators[at].ifs {
            self.jump_if(condition, if_cleanup, false)?;
        }
        if at + 1 < generators.len() {
            self.visit_generators(generators, at + 1, depth, element)?;
        } else {
            self.visit_element(element, depth)?;
        }
        self.use_next_block(if_cleanup);
        Ok(())
    }

    fn visit_element(&mut self, element: Element<'a>, depth: usize) -> Result<(), Error> {
        match element {
            Element::Generator(value) => {
                self.visit_expr(value)?;
                self.yield_top();
                self.emit(Opcode::POP_TOP);
            }
            Element::List(value) => {
                self.visit_expr(value)?;
                self.emit_with(Opcode::LIST_APPEND, depth + 1);
            }
            Element::Set(value) => {
                self.visit_expr(value)?;
                self.emit_with(Opcode::SET_ADD, depth + 1);
            }
            Element::Dict(key, value) => {
                self.visit_expr(key)?;
                self.visit_expr(value)?;
                self.emit_with(Opcode::MAP_ADD, depth + 1);
            }
        }
        Ok(())
    }
}

/// The item of a list or a tuple of one.
fn only_item<'a>(iterable: &'a Expr<'a>) -> Option<&'a Expr<'a>> {
    match iterable.kind {
        ExprKind::List { elts: &[item], .. } | ExprKind::Tuple { elts: &[item], .. } => {
            Some(item).filter(|item| !matches!(item.kind, ExprKind::Starred { .. }))
        }
        _ => None,
    }
}
