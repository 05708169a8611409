//! Calls.
//!
//! CPython: `compiler_call`, `maybe_optimize_method_call`, `compiler_call_helper`,
//! `compiler_call_simple_kw_helper`, `compiler_subkwargs`, `validate_keywords` in
//! `Python/compile.c`.
//!
//! There are three ways. A plain call puts callable and arguments on the stack. A method call
//! does so too, but doesn't make a bound method first. And with `*` or `**`, or with very many
//! arguments, a tuple and a dict are made of them.

use parser::ast::{Expr, ExprContext, ExprKind, Exprs, Keyword};

use crate::codegen::Generator;
use crate::codegen::expressions::Collection;
use crate::codegen::expressions::collections::STACK_USE_GUIDELINE;
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;
use crate::symtable::{Symbol, SymbolTable};

type Keywords<'a> = &'a [&'a Keyword<'a>];

impl<'a> Generator<'a> {
    /// ```text
    ///     PUSH_NULL
    ///     <function>
    ///     <arguments and the call>
    /// ```
    /// C: `compiler_call`
    pub(super) fn visit_call(
        &mut self,
        call: &'a Expr<'a>,
        function: &'a Expr<'a>,
        arguments: Exprs<'a>,
        keywords: Keywords<'a>,
    ) -> Result<(), Error> {
        self.check_keywords(keywords)?;
        if self.can_call_as_method(function, arguments, keywords) {
            return self.visit_method_call(call, function, arguments, keywords);
        }
        self.check_callable(function)?;
        self.set_place(function.range);
        self.emit(Opcode::PUSH_NULL);
        self.set_place(call.range);
        self.visit_expr(function)?;
        self.visit_call_arguments(0, arguments, keywords)
    }

    /// Whether an attribute is called, and the arguments may wait on the stack. Functions of
    /// imported modules are no methods. C: the checks of `maybe_optimize_method_call`.
    fn can_call_as_method(
        &self,
        function: &Expr<'_>,
        arguments: Exprs<'_>,
        keywords: Keywords<'_>,
    ) -> bool {
        let ExprKind::Attribute { value, ctx: ExprContext::Load, .. } = function.kind else {
            return false;
        };
        let is_imported = match value.kind {
            ExprKind::Name { id, .. } => {
                self.table[SymbolTable::TOP].symbol(id).intersects(Symbol::IMPORT)
            }
            _ => false,
        };
        let names = usize::from(!keywords.is_empty());
        !is_imported
            && arguments.len() + keywords.len() + names < STACK_USE_GUIDELINE
            && !has_unpacking(arguments, keywords)
    }

    /// ```text
    ///     <object>
    ///     LOAD_METHOD
    ///     <arguments>
    ///     <keyword arguments>
    ///     KW_NAMES                if there are any
    ///     PRECALL
    ///     CALL
    /// ```
    /// C: the rest of `maybe_optimize_method_call`
    fn visit_method_call(
        &mut self,
        call: &'a Expr<'a>,
        method: &'a Expr<'a>,
        arguments: Exprs<'a>,
        keywords: Keywords<'a>,
    ) -> Result<(), Error> {
        let ExprKind::Attribute { value, attr, .. } = method.kind else {
            unreachable!("only attributes are called as methods")
        };
        self.visit_expr(value)?;
        self.set_place(method.range);
        self.start_at_attribute(method);
        self.emit_name(Opcode::LOAD_METHOD, attr);
        self.visit_exprs(arguments)?;
        self.visit_named_arguments(keywords)?;
        self.set_place(call.range);
        self.start_at_attribute(method);
        self.call(arguments.len() + keywords.len());
        Ok(())
    }

    /// `__debug__` is no name for an argument, and none is there twice.
    /// C: `validate_keywords`.
    fn check_keywords(&mut self, keywords: Keywords<'a>) -> Result<(), Error> {
        for (at, keyword) in keywords.iter().enumerate() {
            let Some(name) = keyword.arg else { continue };
            self.forbid_debug(name, ExprContext::Store)?;
            let mut behind = keywords[at + 1..].iter();
            if let Some(other) = behind.find(|other| other.arg == Some(name)) {
                self.set_place(other.range);
                return Err(self.error(ErrorKind::RepeatedKeyword(name.into())));
            }
        }
        Ok(())
    }

    /// Calls with arguments of which the first are on the stack already.
    ///
    /// ```text
    ///     <arguments>                     <tuple of arguments>
    ///     <keyword arguments>             <dict of keyword arguments>
    ///     KW_NAMES                        CALL_FUNCTION_EX
    ///     PRECALL
    ///     CALL
    /// ```
    /// C: `compiler_call_helper`
    pub(in crate::codegen) fn visit_call_arguments(
        &mut self,
        pushed: usize,
        arguments: Exprs<'a>,
        keywords: Keywords<'a>,
    ) -> Result<(), Error> {
        self.check_keywords(keywords)?;
        let is_big = arguments.len() + keywords.len() * 2 > STACK_USE_GUIDELINE;
        if !is_big && !has_unpacking(arguments, keywords) {
            self.visit_exprs(arguments)?;
            self.visit_named_arguments(keywords)?;
            self.call(pushed + arguments.len() + keywords.len());
            return Ok(());
        }
        match arguments {
            // `f(*iterable)`: the call makes a tuple of it.
            [Expr { kind: ExprKind::Starred { value, .. }, .. }] if pushed == 0 => {
                self.visit_expr(value)?;
            }
            _ => self.visit_elements(arguments, pushed, Collection::Tuple)?,
        }
        if !keywords.is_empty() {
            self.visit_keyword_dict(keywords)?;
        }
        self.emit_with(Opcode::CALL_FUNCTION_EX, usize::from(!keywords.is_empty()));
        Ok(())
    }

    /// C: `compiler_call_simple_kw_helper` and what goes before it
    fn visit_named_arguments(&mut self, keywords: Keywords<'a>) -> Result<(), Error> {
        if keywords.is_empty() {
            return Ok(());
        }
        keywords.iter().try_for_each(|keyword| self.visit_expr(keyword.value))?;
        let names = self.name_tuple(keywords.iter().filter_map(|keyword| keyword.arg));
        let index = self.add_constant(names);
        self.emit_with(Opcode::KW_NAMES, index);
        Ok(())
    }

    /// ```text
    ///     <named arguments>       BUILD_MAP 0 if `**` comes first
    ///     <mapping>               behind `**`
    ///     DICT_MERGE 1
    ///     …
    /// ```
    fn visit_keyword_dict(&mut self, keywords: Keywords<'a>) -> Result<(), Error> {
        let mut is_built = false;
        // How many named arguments right before this one are not built yet.
        let mut waiting = 0;
        for (at, keyword) in keywords.iter().enumerate() {
            if keyword.arg.is_some() {
                waiting += 1;
                continue;
            }
            self.merge_keywords(&keywords[at - waiting..at], &mut is_built)?;
            waiting = 0;
            if !is_built {
                self.emit_with(Opcode::BUILD_MAP, 0);
                is_built = true;
            }
            self.visit_expr(keyword.value)?;
            self.emit_with(Opcode::DICT_MERGE, 1);
        }
        self.merge_keywords(&keywords[keywords.len() - waiting..], &mut is_built)
    }

    /// Builds a dict of named arguments and puts it into the one before, if one was.
    fn merge_keywords(&mut self, keywords: Keywords<'a>, is_built: &mut bool) -> Result<(), Error> {
        if keywords.is_empty() {
            return Ok(());
        }
        self.visit_keyword_pairs(keywords)?;
        if *is_built {
            self.emit_with(Opcode::DICT_MERGE, 1);
        }
        *is_built = true;
        Ok(())
    }

    /// As the pairs of a dict display; but the names are constants always.
    /// C: `compiler_subkwargs`.
    fn visit_keyword_pairs(&mut self, keywords: Keywords<'a>) -> Result<(), Error> {
        let count = keywords.len();
        let is_big = count * 2 > STACK_USE_GUIDELINE;
        if count > 1 && !is_big {
            keywords.iter().try_for_each(|keyword| self.visit_expr(keyword.value))?;
            let names = self.name_tuple(keywords.iter().filter_map(|keyword| keyword.arg));
            self.load_constant(names);
            self.emit_with(Opcode::BUILD_CONST_KEY_MAP, count);
            return Ok(());
        }
        if is_big {
            self.emit_with_no_line(Opcode::BUILD_MAP, 0);
        }
        for keyword in keywords {
            self.load_name_text(keyword.arg.unwrap_or_default());
            self.visit_expr(keyword.value)?;
            if is_big {
                self.emit_with_no_line(Opcode::MAP_ADD, 1);
            }
        }
        if !is_big {
            self.emit_with(Opcode::BUILD_MAP, count);
        }
        Ok(())
    }
}

/// Whether there is `*iterable` or `**mapping` among the arguments.
fn has_unpacking(arguments: Exprs<'_>, keywords: Keywords<'_>) -> bool {
    arguments.iter().any(|argument| matches!(argument.kind, ExprKind::Starred { .. }))
        || keywords.iter().any(|keyword| keyword.arg.is_none())
}
