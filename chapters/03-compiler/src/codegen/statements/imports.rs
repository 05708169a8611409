//! `import` and `from … import`.
//!
//! CPython: `compiler_import`, `compiler_import_as`, `compiler_from_import` in
//! `Python/compile.c`.

use parser::ast::{Alias, ExprContext, Identifier, Stmt};

use crate::codegen::Generator;
use crate::constant::Constant;
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// ```text
    ///     LOAD_CONST 0            the level
    ///     LOAD_CONST None         the names that are wanted
    ///     IMPORT_NAME a.b
    ///     STORE_NAME a
    /// ```
    /// C: `compiler_import`
    pub(super) fn visit_import(&mut self, names: &'a [&'a Alias<'a>]) -> Result<(), Error> {
        for alias in names {
            self.load_constant(Constant::int(0));
            self.load_none();
            self.emit_name(Opcode::IMPORT_NAME, alias.name);
            match alias.asname {
                Some(asname) => self.bind_submodule(alias.name, asname)?,
                None => {
                    let top = alias.name.split('.').next().unwrap_or_default();
                    self.name_op(top, ExprContext::Store)?;
                }
            }
        }
        Ok(())
    }

    /// `import a.b.c as d`: the import gives `a`.
    ///
    /// ```text
    ///     IMPORT_FROM b
    ///     SWAP 2
    ///     POP_TOP
    ///     IMPORT_FROM c
    ///     STORE_NAME d
    ///     POP_TOP
    /// ```
    /// C: `compiler_import_as`
    fn bind_submodule(&mut self, name: &str, asname: Identifier<'a>) -> Result<(), Error> {
        let mut parts = name.split('.').skip(1).peekable();
        if parts.peek().is_none() {
            return self.name_op(asname, ExprContext::Store);
        }
        while let Some(part) = parts.next() {
            self.emit_plain_name(Opcode::IMPORT_FROM, part);
            if parts.peek().is_some() {
                self.emit_with(Opcode::SWAP, 2);
                self.emit(Opcode::POP_TOP);
            }
        }
        self.name_op(asname, ExprContext::Store)?;
        self.emit(Opcode::POP_TOP);
        Ok(())
    }

    /// ```text
    ///     LOAD_CONST <level>
    ///     LOAD_CONST <names>
    ///     IMPORT_NAME <module>
    ///     IMPORT_FROM <name>      for each name           of all:  IMPORT_STAR
    ///     STORE_NAME <name>
    ///     POP_TOP
    /// ```
    /// C: `compiler_from_import`
    pub(super) fn visit_import_from(
        &mut self,
        statement: &'a Stmt<'a>,
        module: Option<Identifier<'a>>,
        names: &'a [&'a Alias<'a>],
        level: i32,
    ) -> Result<(), Error> {
        self.load_constant(Constant::int(level));
        let wanted = self.name_tuple(names.iter().map(|alias| alias.name));
        let is_late = self.options.future_line.is_none_or(|line| statement.range.lineno > line);
        if is_late && module == Some("__future__") {
            return Err(self.error(ErrorKind::LateFuture));
        }
        self.load_constant(wanted);
        self.emit_name(Opcode::IMPORT_NAME, module.unwrap_or_default());
        for (at, alias) in names.iter().enumerate() {
            if at == 0 && alias.name.starts_with('*') {
                self.emit(Opcode::IMPORT_STAR);
                return Ok(());
            }
            self.emit_name(Opcode::IMPORT_FROM, alias.name);
            self.name_op(alias.asname.unwrap_or(alias.name), ExprContext::Store)?;
        }
        self.emit(Opcode::POP_TOP);
        Ok(())
    }
}
