//! Class patterns: `Point(x, y=0)`.
//!
//! CPython: `compiler_pattern_class`, `validate_kwd_attrs` in `Python/compile.c`.

use parser::ast::{ExprContext, Pattern, PatternKind, Patterns};

use crate::codegen::Generator;
use crate::codegen::patterns::{PatternContext, is_wildcard};
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// ```text
    ///     <class>
    ///     LOAD_CONST <names of attributes>
    ///     MATCH_CLASS <positional>
    ///     COPY 1
    ///     LOAD_CONST None
    ///     IS_OP 1
    ///     <failing unless true>
    ///     UNPACK_SEQUENCE
    ///     <each pattern>          POP_TOP for `_`
    /// ```
    /// C: `compiler_pattern_class`
    pub(super) fn visit_class_pattern(
        &mut self,
        pattern: &'a Pattern<'a>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        let PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } = pattern.kind
        else {
            unreachable!("only class patterns are compiled here")
        };
        if kwd_attrs.len() != kwd_patterns.len() {
            let kind = ErrorKind::ClassLengths(kwd_attrs.len(), kwd_patterns.len());
            return Err(self.error(kind));
        }
        self.check_attributes(kwd_attrs, kwd_patterns)?;
        self.set_place(pattern.range);
        self.visit_expr(cls)?;
        let names = self.name_tuple(kwd_attrs.iter().copied());
        self.load_constant(names);
        self.emit_with(Opcode::MATCH_CLASS, patterns.len());
        self.emit_with(Opcode::COPY, 1);
        self.load_none();
        self.emit_with(Opcode::IS_OP, 1);
        context.on_top += 1;
        self.fail_unless(context);
        let count = patterns.len() + kwd_patterns.len();
        self.emit_with(Opcode::UNPACK_SEQUENCE, count);
        context.on_top = context.on_top + count - 1;
        for pattern in patterns.iter().chain(kwd_patterns) {
            context.on_top -= 1;
            if is_wildcard(pattern) {
                self.emit(Opcode::POP_TOP);
            } else {
                self.visit_subpattern(pattern, context)?;
            }
        }
        Ok(())
    }

    /// An error shows the pattern, since the tree has no place for the name.
    /// C: `validate_kwd_attrs`.
    fn check_attributes(
        &mut self,
        attributes: &'a [&'a str],
        patterns: Patterns<'a>,
    ) -> Result<(), Error> {
        for (at, (attribute, pattern)) in attributes.iter().zip(patterns).enumerate() {
            self.set_place(pattern.range);
            self.forbid_debug(attribute, ExprContext::Store)?;
            let mut behind = attributes.iter().zip(patterns).skip(at + 1);
            if let Some((_, pattern)) = behind.find(|(other, _)| *other == attribute) {
                self.set_place(pattern.range);
                return Err(self.error(ErrorKind::RepeatedAttribute((*attribute).into())));
            }
        }
        Ok(())
    }
}
