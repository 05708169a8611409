//! Refuses code that the compiler can't have written, so that the engine needn't look out.
//!
//! CPython: `Modules/_sre/sre.c` (`_validate`, `_validate_inner`, `_validate_charset`).
//!
//! Invariant: whatever passes here keeps the engine inside the code and inside the marks.

use super::opcode as op;

/// What has been found not to be code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Invalid;

type Valid<T = ()> = Result<T, Invalid>;

// ANCHOR: reader
/// Reads code word by word up to an end.
struct Reader<'a> {
    code: &'a [u32],
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    fn word(&mut self) -> Valid<u32> {
        if self.at >= self.end {
            return Err(Invalid);
        }
        self.at += 1;
        Ok(self.code[self.at - 1])
    }

    /// A distance, counted from the word that holds it: where it leads. C: `GET_SKIP`.
    fn skip(&mut self) -> Valid<usize> {
        self.skip_adjusted(0)
    }

    fn skip_adjusted(&mut self, adjustment: usize) -> Valid<usize> {
        let from = self.at;
        let skip = self.word()? as usize;
        let distance = skip.checked_sub(adjustment).ok_or(Invalid)?;
        if distance > self.end - from {
            return Err(Invalid);
        }
        Ok(from + skip)
    }

    /// A part of the code, up to `end` and no further than this one.
    fn part(&self, end: Option<usize>) -> Valid<Reader<'a>> {
        let end = end.filter(|&end| self.at <= end && end <= self.end).ok_or(Invalid)?;
        Ok(Reader { code: self.code, at: self.at, end })
    }

    fn advance(&mut self, by: usize) -> Valid {
        if by > self.end - self.at {
            return Err(Invalid);
        }
        self.at += by;
        Ok(())
    }

    fn expect(&mut self, wanted: u32) -> Valid {
        if self.word()? == wanted { Ok(()) } else { Err(Invalid) }
    }
}
// ANCHOR_END: reader

// ANCHOR: validate
/// C: `_validate_outer`.
pub(super) fn validate(code: &[u32], groups: isize) -> Valid {
    let groups = usize::try_from(groups).map_err(|_| Invalid)?;
    if groups > op::MAX_GROUPS as usize || code.last() != Some(&op::SUCCESS) {
        return Err(Invalid);
    }
    match inner(Reader { code, at: 0, end: code.len() - 1 }, groups)? {
        Ended::Plainly => Ok(()),
        Ended::ByJump(_) => Err(Invalid),
    }
}

/// How a piece of code ends.
enum Ended {
    Plainly,
    /// By a jump over the other branch: where its distance stands.
    ByJump(usize),
}

fn plainly(reader: Reader<'_>, groups: usize) -> Valid {
    match inner(reader, groups)? {
        Ended::Plainly => Ok(()),
        Ended::ByJump(_) => Err(Invalid),
    }
}

/// C: `_validate_charset`.
fn charset(mut set: Reader<'_>) -> Valid {
    while set.at < set.end {
        match set.word()? {
            op::NEGATE => {}
            op::LITERAL => set.advance(1)?,
            op::RANGE | op::RANGE_UNI_IGNORE => set.advance(2)?,
            op::CHARSET => set.advance(8)?,
            op::BIGCHARSET => {
                let blocks = set.word()?;
                let first = set.at;
                set.advance(64)?;
                let pages = set.code[first..set.at].iter().flat_map(|word| word.to_le_bytes());
                if { pages }.any(|block| u32::from(block) >= blocks) {
                    return Err(Invalid);
                }
                set.advance((blocks as usize).checked_mul(8).ok_or(Invalid)?)?;
            }
            op::CATEGORY => {
                if set.word()? >= op::CATEGORIES {
                    return Err(Invalid);
                }
            }
            _ => return Err(Invalid),
        }
    }
    Ok(())
}

/// A set up to its `FAILURE`, which stands right before `end`.
fn closed_charset(reader: &mut Reader<'_>, end: usize) -> Valid {
    let last = end.checked_sub(1).ok_or(Invalid)?;
    charset(reader.part(Some(last))?)?;
    reader.at = last;
    reader.expect(op::FAILURE)
}

/// A body up to a closing operation, which stands right before `end`.
fn closed_body(reader: &mut Reader<'_>, end: usize, groups: usize, closing: &[u32]) -> Valid {
    let last = end.checked_sub(1).ok_or(Invalid)?;
    plainly(reader.part(Some(last))?, groups)?;
    reader.at = last;
    match closing.contains(&reader.word()?) {
        true => Ok(()),
        false => Err(Invalid),
    }
}

fn bounds(reader: &mut Reader<'_>) -> Valid {
    let (least, most) = (reader.word()?, reader.word()?);
    if least > most { Err(Invalid) } else { Ok(()) }
}

/// C: `_validate_inner`.
fn inner(mut reader: Reader<'_>, groups: usize) -> Valid<Ended> {
    let reader = &mut reader;
    while reader.at < reader.end {
        match reader.word()? {
            op::MARK => {
                if reader.word()? as usize > 2 * groups + 1 {
                    return Err(Invalid);
                }
            }
            op::LITERAL
            | op::NOT_LITERAL
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE => reader.advance(1)?,
            op::SUCCESS | op::FAILURE | op::ANY | op::ANY_ALL => {}
            op::AT => {
                if reader.word()? > op::AT_UNI_NON_BOUNDARY {
                    return Err(Invalid);
                }
            }
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                let end = reader.skip()?;
                closed_charset(reader, end)?;
            }
            op::INFO => info(reader)?,
            op::BRANCH => branch(reader, groups)?,
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                let end = reader.skip()?;
                bounds(reader)?;
                closed_body(reader, end, groups, &[op::SUCCESS])?;
            }
            operation @ (op::REPEAT | op::POSSESSIVE_REPEAT) => {
                // The closing operation stands where the distance leads.
                let end = reader.skip()? + 1;
                bounds(reader)?;
                let closing: &[u32] = match operation {
                    op::REPEAT => &[op::MAX_UNTIL, op::MIN_UNTIL],
                    _ => &[op::SUCCESS],
                };
                closed_body(reader, end, groups, closing)?;
            }
            op::ATOMIC_GROUP => {
                let end = reader.skip()?;
                closed_body(reader, end, groups, &[op::SUCCESS])?;
            }
            op::GROUPREF
            | op::GROUPREF_IGNORE
            | op::GROUPREF_UNI_IGNORE
            | op::GROUPREF_LOC_IGNORE => {
                if reader.word()? as usize >= groups {
                    return Err(Invalid);
                }
            }
            op::GROUPREF_EXISTS => group_exists(reader, groups)?,
            op::ASSERT | op::ASSERT_NOT => {
                let end = reader.skip()?;
                if reader.word()? & 0x8000_0000 != 0 {
                    return Err(Invalid);
                }
                closed_body(reader, end, groups, &[op::SUCCESS])?;
            }
            op::JUMP => {
                return match reader.at + 1 == reader.end {
                    true => Ok(Ended::ByJump(reader.at)),
                    false => Err(Invalid),
                };
            }
            _ => return Err(Invalid),
        }
    }
    Ok(Ended::Plainly)
}

fn info(reader: &mut Reader<'_>) -> Valid {
    let end = reader.skip()?;
    let flags = reader.word()?;
    reader.advance(2)?;
    let has = |flag: u32| flags & flag != 0;
    let known = op::INFO_PREFIX | op::INFO_LITERAL | op::INFO_CHARSET;
    let contradicts = has(op::INFO_PREFIX) && has(op::INFO_CHARSET)
        || has(op::INFO_LITERAL) && !has(op::INFO_PREFIX);
    if flags & !known != 0 || contradicts {
        return Err(Invalid);
    }
    if has(op::INFO_PREFIX) {
        let length = reader.word()? as usize;
        // What a search skips stands as literals behind the description. CPython trusts it.
        let skipped = reader.word()? as usize;
        let is_literal = |at: usize| reader.code.get(end + 2 * at) == Some(&op::LITERAL);
        if skipped > length || !(0..skipped).all(is_literal) {
            return Err(Invalid);
        }
        reader.advance(length)?;
        let first = reader.at;
        reader.advance(length)?;
        if reader.at > end || reader.code[first..reader.at].iter().any(|&at| at as usize >= length)
        {
            return Err(Invalid);
        }
    }
    if has(op::INFO_CHARSET) {
        return closed_charset(reader, end);
    }
    if reader.at == end { Ok(()) } else { Err(Invalid) }
}

/// All branches but the last jump to the same place, right behind them.
fn branch(reader: &mut Reader<'_>, groups: usize) -> Valid {
    let mut target = None;
    loop {
        let from = reader.at;
        let next = reader.skip()?;
        if next == from {
            break;
        }
        plainly(reader.part(next.checked_sub(2))?, groups)?;
        reader.at = next - 2;
        reader.expect(op::JUMP)?;
        let landing = reader.skip()?;
        if *target.get_or_insert(landing) != landing {
            return Err(Invalid);
        }
    }
    if target == Some(reader.at) { Ok(()) } else { Err(Invalid) }
}

/// `(?(1)then|else)`: the part for "then" ends with a jump over the one for "else".
fn group_exists(reader: &mut Reader<'_>, groups: usize) -> Valid {
    if reader.word()? as usize >= groups {
        return Err(Invalid);
    }
    let then_end = reader.skip_adjusted(1)?.checked_sub(1).ok_or(Invalid)?;
    match inner(reader.part(Some(then_end))?, groups)? {
        Ended::Plainly => reader.at = then_end,
        Ended::ByJump(distance) => {
            reader.at = distance;
            let else_end = reader.skip()?;
            plainly(reader.part(Some(else_end))?, groups)?;
            reader.at = else_end;
        }
    }
    Ok(())
}
// ANCHOR_END: validate
