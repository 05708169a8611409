//! `def`, `async def`, `lambda`, `return`: and what a function object is made of.
//!
//! CPython: `compiler_function`, `compiler_lambda`, `compiler_make_closure`,
//! `compiler_default_arguments`, `compiler_decorators`, `compiler_return` in
//! `Python/compile.c`.

use parser::ast::{
    Arg, Arguments, Expr, ExprContext, ExprKind, Exprs, Identifier, OptionalExprs, Stmt, Stmts,
};

use crate::code::Code;
use crate::code_unit::Parameters;
use crate::codegen::Generator;
use crate::codegen::constants::constant;
use crate::codegen::statements::docstring;
use crate::codegen::unit::UnitKind;
use crate::constant::{Constant, Shared};
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;
use crate::symtable::{BlockType, NameScope};

/// What `MAKE_FUNCTION` finds on the stack, as bits of its argument.
mod part {
    pub(super) const DEFAULTS: usize = 0x01;
    pub(super) const KEYWORD_DEFAULTS: usize = 0x02;
    pub(super) const ANNOTATIONS: usize = 0x04;
    pub(super) const CLOSURE: usize = 0x08;
}

/// `def` or `async def`.
pub(super) struct Function<'a> {
    pub(super) kind: UnitKind,
    pub(super) name: Identifier<'a>,
    pub(super) args: &'a Arguments<'a>,
    pub(super) body: Stmts<'a>,
    pub(super) decorator_list: Exprs<'a>,
    pub(super) returns: Option<&'a Expr<'a>>,
}

impl<'a> Generator<'a> {
    /// ```text
    ///     <decorators>
    ///     <defaults>              each part only if there is one
    ///     BUILD_TUPLE
    ///     <keyword defaults>
    ///     BUILD_CONST_KEY_MAP
    ///     <annotations>
    ///     BUILD_TUPLE
    ///     <closure>
    ///     LOAD_CONST <code>
    ///     MAKE_FUNCTION
    ///     PRECALL 0               for each decorator
    ///     CALL 0
    ///     STORE_NAME <name>
    /// ```
    /// C: `compiler_function`
    pub(super) fn visit_function(
        &mut self,
        statement: &'a Stmt<'a>,
        function: Function<'a>,
    ) -> Result<(), Error> {
        let Function { kind, name, args, body, decorator_list, returns } = function;
        self.check_parameters(args)?;
        self.visit_exprs(decorator_list)?;
        let mut parts = self.visit_defaults(args)?;
        if self.visit_annotations(args, returns)? {
            parts |= part::ANNOTATIONS;
        }

        let scope = self.table.lookup(statement).expect("the symbol table has every function");
        let own_name = self.interner.name(name);
        self.enter(kind, scope, own_name, first_line(statement, decorator_list));
        let docstring = docstring(body).filter(|_| self.options.optimize < 2);
        let (first_constant, rest) = match docstring.map(|docstring| docstring.kind) {
            Some(ExprKind::Constant { value, .. }) => (constant(value), &body[1..]),
            _ => (Constant::None, body),
        };
        self.add_constant(first_constant);
        self.unit.parameters = parameters(args);
        self.visit_stmts(rest)?;
        self.ensure_return(true);
        let code = self.leave();

        self.make_closure(code, parts);
        self.apply_decorators(decorator_list);
        self.name_op(name, ExprContext::Store)
    }

    /// As a function, but without a name and decorators; its body is what it returns.
    /// C: `compiler_lambda`.
    pub(in crate::codegen) fn visit_lambda(
        &mut self,
        lambda: &'a Expr<'a>,
        args: &'a Arguments<'a>,
        body: &'a Expr<'a>,
    ) -> Result<(), Error> {
        self.check_parameters(args)?;
        let parts = self.visit_defaults(args)?;

        let scope = self.table.lookup(lambda).expect("the symbol table has every lambda");
        let name = self.interner.anonymous("<lambda>");
        self.enter(UnitKind::Lambda, scope, name, lambda.range.lineno);
        // The first constant would be taken for a docstring.
        self.add_constant(Constant::None);
        self.unit.parameters = parameters(args);
        self.visit_expr(body)?;
        if self.unit.is_generator {
            self.ensure_return(false);
        } else {
            self.emit(Opcode::RETURN_VALUE);
        }
        let code = self.leave();

        self.make_closure(code, parts);
        Ok(())
    }

    /// ```text
    ///     LOAD_CLOSURE            for each variable that it takes from a function around
    ///     BUILD_TUPLE
    ///     LOAD_CONST <code>
    ///     MAKE_FUNCTION
    /// ```
    /// C: `compiler_make_closure`
    pub(in crate::codegen) fn make_closure(&mut self, code: Shared<Code>, mut parts: usize) {
        let mut count = 0;
        for name in code.freevars() {
            let name = name.as_str().expect("names hold no surrogates");
            let scope = &self.table[self.unit.scope];
            // In a class, a name may be its own and a method's variable from a function around.
            let is_own = scope.block == BlockType::Class && name == "__class__"
                || scope.scope_of(name) == Some(NameScope::Cell);
            let index = self.unit.cell_index(name, !is_own);
            self.emit_with(Opcode::LOAD_CLOSURE, index);
            count += 1;
        }
        if count > 0 {
            parts |= part::CLOSURE;
            self.emit_with(Opcode::BUILD_TUPLE, count);
        }
        self.load_constant(Constant::Code(code));
        self.emit_with(Opcode::MAKE_FUNCTION, parts);
    }

    /// Calls each decorator with what the one below it made; they wait on the stack.
    /// C: `compiler_apply_decorators`.
    pub(super) fn apply_decorators(&mut self, decorators: Exprs<'a>) {
        let place = self.unit.place;
        for decorator in decorators.iter().rev() {
            self.set_place(decorator.range);
            self.call(0);
        }
        self.unit.place = place;
    }

    /// Pushes a tuple of the defaults and a dict of those of keyword-only parameters; returns
    /// the bits of what was pushed. C: `compiler_default_arguments`.
    fn visit_defaults(&mut self, args: &'a Arguments<'a>) -> Result<usize, Error> {
        let mut parts = 0;
        if !args.defaults.is_empty() {
            self.visit_exprs(args.defaults)?;
            self.emit_with(Opcode::BUILD_TUPLE, args.defaults.len());
            parts |= part::DEFAULTS;
        }
        if self.visit_keyword_defaults(args.kwonlyargs, args.kw_defaults)? {
            parts |= part::KEYWORD_DEFAULTS;
        }
        Ok(parts)
    }

    /// C: `compiler_visit_kwonlydefaults`
    fn visit_keyword_defaults(
        &mut self,
        parameters: &'a [&'a Arg<'a>],
        defaults: OptionalExprs<'a>,
    ) -> Result<bool, Error> {
        let mut names = Vec::new();
        for (parameter, default) in parameters.iter().zip(defaults) {
            if let Some(default) = default {
                names.push(Constant::Str(self.mangled(parameter.arg)));
                self.visit_expr(default)?;
            }
        }
        if names.is_empty() {
            return Ok(false);
        }
        let count = names.len();
        self.load_constant(Constant::tuple(names));
        self.emit_with(Opcode::BUILD_CONST_KEY_MAP, count);
        Ok(true)
    }

    /// `__debug__` is no name for a parameter. C: `compiler_check_debug_args`.
    fn check_parameters(&self, args: &'a Arguments<'a>) -> Result<(), Error> {
        let Arguments { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = args;
        let mut all = posonlyargs.iter().chain(*args).chain(vararg).chain(*kwonlyargs).chain(kwarg);
        all.try_for_each(|parameter| self.forbid_debug(parameter.arg, ExprContext::Store))
    }

    /// ```text
    ///     <value>                 a constant is loaded last
    ///     <leaving what it is in>
    ///     RETURN_VALUE
    /// ```
    /// C: `compiler_return`
    pub(super) fn visit_return(
        &mut self,
        statement: &'a Stmt<'a>,
        value: Option<&'a Expr<'a>>,
    ) -> Result<(), Error> {
        if self.table[self.unit.scope].block != BlockType::Function {
            return Err(self.error(ErrorKind::ReturnOutsideFunction));
        }
        if value.is_some() && self.unit.is_async_generator() {
            return Err(self.error(ErrorKind::ReturnValueInAsyncGenerator));
        }
        let late = match value.map(|value| value.kind) {
            None => Some(Constant::None),
            Some(ExprKind::Constant { value, .. }) => Some(constant(value)),
            Some(_) => None,
        };
        if let Some(value) = value {
            if late.is_some() {
                self.set_place(value.range);
                self.emit(Opcode::NOP);
            } else {
                self.visit_expr(value)?;
            }
        }
        if value.is_none_or(|value| value.range.lineno != statement.range.lineno) {
            self.set_place(statement.range);
            self.emit(Opcode::NOP);
        }
        self.unwind_all(late.is_none())?;
        if let Some(constant) = late {
            self.load_constant(constant);
        }
        self.emit(Opcode::RETURN_VALUE);
        Ok(())
    }
}

/// The line that a function or a class begins at: its first decorator's, if there is one.
pub(super) fn first_line(statement: &Stmt<'_>, decorators: Exprs<'_>) -> i32 {
    decorators.first().map_or(statement.range, |decorator| decorator.range).lineno
}

fn parameters(args: &Arguments<'_>) -> Parameters {
    let count = |args: &[&Arg<'_>]| i32::try_from(args.len()).expect("fewer than bytes of source");
    Parameters {
        positional: count(args.posonlyargs) + count(args.args),
        positional_only: count(args.posonlyargs),
        keyword_only: count(args.kwonlyargs),
    }
}
