//! Alternatives: `a | b`.
//!
//! CPython: `compiler_pattern_or` in `Python/compile.c`.
//!
//! All alternatives capture the same names, but perhaps not in the same order. Behind whichever
//! has matched, the values lie in the order of the first.

use parser::ast::Patterns;

use crate::codegen::Generator;
use crate::codegen::patterns::PatternContext;
use crate::errors::{Error, ErrorKind};
use crate::flow_graph::Operation;
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// ```text
    ///     COPY 1
    ///     <alternative>
    ///     <bringing the captures into order>
    ///     JUMP end
    ///     <cleaning up where it has failed>
    ///     …
    ///     POP_TOP
    ///     <failing>
    /// end:
    ///     <bringing the captures below what lies on the stack>
    ///     POP_TOP
    /// ```
    /// C: `compiler_pattern_or`
    pub(super) fn visit_or_pattern(
        &mut self,
        alternatives: Patterns<'a>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        let end = self.new_block();
        let mut names: Option<Vec<&'a str>> = None;
        for (at, alternative) in alternatives.iter().enumerate() {
            self.set_place(alternative.range);
            let is_last = at + 1 == alternatives.len();
            let mut own = PatternContext::new(is_last && context.allow_irrefutable);
            self.emit_with(Opcode::COPY, 1);
            self.visit_pattern(alternative, &mut own)?;
            match &names {
                None => names = Some(own.stores.clone()),
                Some(names) => self.bring_into_order(names, &mut own.stores)?,
            }
            self.jump(Operation::Jump, end);
            self.emit_fail_blocks(&mut own);
        }
        self.emit(Opcode::POP_TOP);
        self.fail(Operation::Jump, context);
        self.use_next_block(end);
        let names = names.unwrap_or_default();
        // The captures lie on a copy of the subject, and that on what was there before.
        let depth = names.len() + 1 + context.on_top + context.stores.len();
        for name in names {
            self.rotate(depth);
            self.forbid_second_store(name, context)?;
            context.stores.push(name);
        }
        self.emit(Opcode::POP_TOP);
        Ok(())
    }

    /// Rotates the captures of an alternative until they lie as those of the first.
    fn bring_into_order(
        &mut self,
        names: &[&'a str],
        stores: &mut Vec<&'a str>,
    ) -> Result<(), Error> {
        if stores.len() != names.len() {
            return Err(self.error(ErrorKind::DifferentAlternatives));
        }
        for (wanted, name) in names.iter().enumerate().rev() {
            let Some(at) = stores.iter().position(|store| store == name) else {
                return Err(self.error(ErrorKind::DifferentAlternatives));
            };
            if at == wanted {
                continue;
            }
            // Those up to the name go behind those that come up to its place.
            stores[..=wanted].rotate_left(at + 1);
            for _ in 0..=at {
                self.rotate(wanted + 1);
            }
        }
        Ok(())
    }
}
