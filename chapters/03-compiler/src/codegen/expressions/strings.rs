//! f-strings.
//!
//! CPython: `compiler_joined_str`, `compiler_formatted_value` in `Python/compile.c`.

use parser::ast::{Expr, Exprs};

use crate::codegen::Generator;
use crate::codegen::expressions::collections::STACK_USE_GUIDELINE;
use crate::errors::{Error, TreeError};
use crate::opcode::Opcode;

/// The bit of `FORMAT_VALUE`'s argument that says that there is a format. C: `FVS_HAVE_SPEC`.
const HAS_FORMAT: usize = 0x4;

impl<'a> Generator<'a> {
    /// ```text
    ///     <part>                  LOAD_CONST ''           of more than 30 parts
    ///     …                       LOAD_METHOD join
    ///     BUILD_STRING            BUILD_LIST 0
    ///                             <part>
    ///                             LIST_APPEND 1
    ///                             …
    ///                             PRECALL 1
    ///                             CALL 1
    /// ```
    /// C: `compiler_joined_str`
    pub(super) fn visit_joined_str(&mut self, values: Exprs<'a>) -> Result<(), Error> {
        if values.len() > STACK_USE_GUIDELINE {
            self.load_name_text("");
            self.emit_name(Opcode::LOAD_METHOD, "join");
            self.emit_with(Opcode::BUILD_LIST, 0);
            for value in values {
                self.visit_expr(value)?;
                self.emit_with(Opcode::LIST_APPEND, 1);
            }
            self.call(1);
            return Ok(());
        }
        self.visit_exprs(values)?;
        if values.len() != 1 {
            self.emit_with(Opcode::BUILD_STRING, values.len());
        }
        Ok(())
    }

    /// ```text
    ///     <value>
    ///     <format>                if there is one
    ///     FORMAT_VALUE
    /// ```
    /// C: `compiler_formatted_value`
    pub(super) fn visit_formatted_value(
        &mut self,
        value: &'a Expr<'a>,
        conversion: i32,
        format: Option<&'a Expr<'a>>,
    ) -> Result<(), Error> {
        self.visit_expr(value)?;
        let mut argument = match u8::try_from(conversion) {
            _ if conversion == -1 => 0,
            Ok(b's') => 1,
            Ok(b'r') => 2,
            Ok(b'a') => 3,
            _ => return Err(Error::Tree(TreeError::Conversion(conversion))),
        };
        if let Some(format) = format {
            self.visit_expr(format)?;
            argument |= HAS_FORMAT;
        }
        self.emit_with(Opcode::FORMAT_VALUE, argument);
        Ok(())
    }
}
