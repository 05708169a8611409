//! Where a formatted value goes.
//!
//! CPython: `_PyUnicodeWriter`, which the object layer stands in for.

use crate::types::int::Stopped;

/// Takes characters. It fails where there is no memory for them; a width may ask for any number.
pub trait Output {
    /// Appends ASCII text.
    fn ascii(&mut self, text: &str) -> Result<(), Stopped>;

    /// Appends characters.
    fn characters(&mut self, characters: &[u32]) -> Result<(), Stopped>;

    /// Appends a character that many times.
    fn fill(&mut self, character: u32, count: usize) -> Result<(), Stopped>;
}

impl Output for Vec<u32> {
    fn ascii(&mut self, text: &str) -> Result<(), Stopped> {
        self.try_reserve(text.len()).map_err(|_| Stopped::OutOfMemory)?;
        self.extend(text.bytes().map(u32::from));
        Ok(())
    }

    fn characters(&mut self, characters: &[u32]) -> Result<(), Stopped> {
        self.try_reserve(characters.len()).map_err(|_| Stopped::OutOfMemory)?;
        self.extend_from_slice(characters);
        Ok(())
    }

    fn fill(&mut self, character: u32, count: usize) -> Result<(), Stopped> {
        self.try_reserve(count).map_err(|_| Stopped::OutOfMemory)?;
        self.resize(self.len() + count, character);
        Ok(())
    }
}
