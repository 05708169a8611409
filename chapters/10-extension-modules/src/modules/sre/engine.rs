//! The matcher: runs the code of a pattern on a text, and goes back where it has led nowhere.
//!
//! CPython: `Modules/_sre/sre_lib.h` (`SRE(match)`, `SRE(count)`, `SRE(at)`).
//!
//! An operation that has to try something first (a branch, one more repetition, the rest of the
//! pattern) doesn't call the matcher: it pushes a [`Context`] that says how to go on, and what is
//! tried gets a context of its own. So a pattern and a text may be as long as memory allows.
//!
//! Invariant: code that [`validate`](super::validate) has passed, and marks for all its groups.
//! A position is an index into the text, [`NOWHERE`] where there is none.
//!
//! The file is longer than others since an operation and how it goes on after each try stand
//! side by side: parted, neither could be read.

use super::category::*;
use super::opcode as op;
use crate::prelude::*;
use object_model::types::str::Unit;

// ANCHOR: state
/// No position.
pub(super) const NOWHERE: usize = usize::MAX;

/// What a search remembers from one match to the next. C: `SRE_STATE`.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The end of the text as far as the search is concerned.
    pub(super) end: usize,
    /// Where the match begins.
    pub(super) start: usize,
    /// Where the matcher is, and at last where the match ends.
    pub(super) ptr: usize,
    /// `fullmatch`: the match has to end at the end.
    pub(super) match_all: bool,
    /// The match may not be empty here, since the last one was.
    pub(super) must_advance: bool,
    /// The last mark that is set, −1 if none is.
    pub(super) lastmark: isize,
    pub(super) lastindex: isize,
    /// Where groups begin (even) and end (odd).
    pub(super) marks: Vec<usize>,
    contexts: Vec<Context>,
    /// Marks that are put back when something has failed.
    saved_marks: Vec<usize>,
    repeats: Vec<Repeat>,
    /// The innermost repetition that is going on.
    repeat: Option<usize>,
    steps: usize,
}

/// A repetition of something that isn't one character. C: `SRE_REPEAT`.
#[derive(Debug, Clone, Copy)]
struct Repeat {
    count: isize,
    /// Where its arguments stand.
    pattern: usize,
    /// Where its last round began: a round that leads nowhere is the last.
    last_ptr: usize,
    previous: Option<usize>,
}

/// How to go on when what was tried has come to an end. C: `SRE(match_context)`.
#[derive(Debug, Clone, Copy)]
struct Context {
    pattern: usize,
    ptr: usize,
    count: isize,
    /// The repetition that this is about.
    repeat: usize,
    lastmark: isize,
    lastindex: isize,
    /// Whether marks were saved, so many as `lastmark` says.
    has_saved: bool,
    last_ptr: usize,
    /// Whether the end of this is the end of the whole pattern.
    toplevel: bool,
    jump: Jump,
}

/// Who has tried, and waits for the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Jump {
    None,
    MaxUntil1,
    MaxUntil2,
    MaxUntil3,
    MinUntil1,
    MinUntil2,
    MinUntil3,
    Repeat,
    RepeatOne,
    MinRepeatOne,
    Branch,
    Assert,
    AssertNot,
    PossessiveRepeat1,
    PossessiveRepeat2,
    AtomicGroup,
}

/// What the matcher does next.
enum Step {
    /// Runs code from here with the context on top.
    Go(usize, usize),
    /// Tries code in a context of its own.
    Try { pattern: usize, jump: Jump, toplevel: bool },
    /// The context on top has come to an end.
    End(bool),
}

impl State {
    /// For a pattern with so many groups.
    pub(super) fn new(groups: usize) -> Result<State> {
        let mut marks = Vec::new();
        marks.try_reserve_exact(2 * groups + 2).map_err(|_| errors::no_memory())?;
        marks.resize(2 * groups + 2, NOWHERE);
        Ok(State { marks, lastmark: -1, lastindex: -1, ..State::default() })
    }

    /// Before the next match. C: `state_reset`.
    pub(super) fn reset(&mut self) {
        self.reset_groups();
        self.repeat = None;
        self.contexts.clear();
        self.saved_marks.clear();
        self.repeats.clear();
    }

    /// C: `RESET_CAPTURE_GROUP`.
    pub(super) fn reset_groups(&mut self) {
        self.lastmark = -1;
        self.lastindex = -1;
    }

    /// Where a group begins and ends, if it has matched.
    pub(super) fn group(&self, index: usize) -> Option<(usize, usize)> {
        let at = 2 * index;
        if (at + 1) as isize > self.lastmark {
            return None;
        }
        let (start, end) = (self.marks[at], self.marks[at + 1]);
        (start != NOWHERE && end != NOWHERE).then_some((start, end))
    }

    fn set_mark(&mut self, mark: usize, ptr: usize) {
        if mark & 1 != 0 {
            self.lastindex = (mark / 2 + 1) as isize;
        }
        if mark as isize > self.lastmark {
            self.marks[(self.lastmark + 1) as usize..mark].fill(NOWHERE);
            self.lastmark = mark as isize;
        }
        self.marks[mark] = ptr;
    }

    /// C: `LASTMARK_SAVE`, and `MARK_PUSH` where it is wanted.
    fn save(&mut self, context: &mut Context, with_marks: bool) -> Result<()> {
        context.lastmark = self.lastmark;
        context.lastindex = self.lastindex;
        context.has_saved = with_marks;
        if with_marks {
            let count = (self.lastmark + 1) as usize;
            self.saved_marks.try_reserve(count).map_err(|_| errors::no_memory())?;
            self.saved_marks.extend_from_slice(&self.marks[..count]);
        }
        Ok(())
    }

    /// C: `MARK_POP_KEEP` or `MARK_POP`, and `LASTMARK_RESTORE`.
    fn restore(&mut self, context: &Context, keep: bool) {
        if context.has_saved {
            let count = (context.lastmark + 1) as usize;
            let from = self.saved_marks.len() - count;
            self.marks[..count].copy_from_slice(&self.saved_marks[from..]);
            if !keep {
                self.saved_marks.truncate(from);
            }
        }
        self.lastmark = context.lastmark;
        self.lastindex = context.lastindex;
    }

    /// C: `MARK_POP_DISCARD`.
    fn forget(&mut self, context: &Context) {
        if context.has_saved {
            let count = (context.lastmark + 1) as usize;
            self.saved_marks.truncate(self.saved_marks.len() - count);
        }
    }
}
// ANCHOR_END: state

// ANCHOR: matcher
/// The matcher on a text of one width.
pub(super) struct Matcher<'a, U> {
    pub(super) state: &'a mut State,
    pub(super) code: &'a [u32],
    pub(super) text: &'a [U],
}

impl<U: Unit> Matcher<'_, U> {
    fn at(&self, ptr: usize) -> u32 {
        self.text[ptr].code()
    }

    /// Whether the code at `pattern` matches from `state.ptr` on. C: `SRE(match)`.
    pub(super) fn matches(&mut self, pattern: usize, toplevel: bool) -> Result<bool> {
        let base = self.state.contexts.len();
        let mut step = Step::Try { pattern, jump: Jump::None, toplevel };
        loop {
            step = match step {
                Step::Try { pattern, jump, toplevel } => self.enter(pattern, jump, toplevel)?,
                Step::Go(pattern, ptr) => self.run(pattern, ptr)?,
                Step::End(matched) => {
                    let ended = self.state.contexts.pop().expect("a context has come to its end");
                    if self.state.contexts.len() == base {
                        return Ok(matched);
                    }
                    self.resume(ended.jump, matched)?
                }
            };
        }
    }

    /// C: `DO_JUMPX`, and what is behind `entrance`.
    fn enter(&mut self, mut pattern: usize, jump: Jump, toplevel: bool) -> Result<Step> {
        let contexts = &mut self.state.contexts;
        contexts.try_reserve(1).map_err(|_| errors::no_memory())?;
        contexts.push(Context {
            pattern,
            ptr: 0,
            count: 0,
            repeat: 0,
            lastmark: -1,
            lastindex: -1,
            has_saved: false,
            last_ptr: NOWHERE,
            toplevel,
            jump,
        });
        let ptr = self.state.ptr;
        if self.code[pattern] == op::INFO {
            let least = self.code[pattern + 3] as usize;
            if least != 0 && self.state.end.wrapping_sub(ptr) < least {
                return Ok(Step::End(false));
            }
            pattern += self.code[pattern + 1] as usize + 1;
        }
        self.run(pattern, ptr)
    }

    fn top(&self) -> Context {
        *self.state.contexts.last().expect("the matcher runs in a context")
    }

    fn set_top(&mut self, context: Context) {
        *self.state.contexts.last_mut().expect("the matcher runs in a context") = context;
    }

    /// Tries `pattern` from `state.ptr` on and comes back to the context.
    fn attempt(&mut self, context: Context, pattern: usize, jump: Jump) -> Step {
        self.set_top(context);
        Step::Try { pattern, jump, toplevel: context.toplevel }
    }

    /// The same, for what doesn't reach the end of the whole pattern.
    fn attempt_inside(&mut self, context: Context, pattern: usize, jump: Jump) -> Step {
        self.set_top(context);
        Step::Try { pattern, jump, toplevel: false }
    }

    /// Every few thousand operations signals are asked for.
    fn check_signals(&mut self) -> Result<()> {
        self.state.steps += 1;
        match runtime().signal_hook.get() {
            Some(hook) if self.state.steps & 0xfff == 0 => hook(),
            _ => Ok(()),
        }
    }
}
// ANCHOR_END: matcher

// ANCHOR: run
impl<U: Unit> Matcher<'_, U> {
    /// Runs operations until one has to try something, or all has been decided.
    fn run(&mut self, mut pattern: usize, mut ptr: usize) -> Result<Step> {
        let code = self.code;
        let end = self.state.end;
        macro_rules! character {
            (|$character:ident| $holds:expr) => {{
                if ptr >= end {
                    return Ok(Step::End(false));
                }
                let $character = self.at(ptr);
                if !$holds {
                    return Ok(Step::End(false));
                }
                ptr += 1;
            }};
        }
        loop {
            self.check_signals()?;
            let operation = code[pattern];
            pattern += 1;
            let argument = |at: usize| code[pattern + at];
            match operation {
                op::MARK => {
                    self.state.set_mark(argument(0) as usize, ptr);
                    pattern += 1;
                }
                op::LITERAL => {
                    character!(|c| c == argument(0));
                    pattern += 1;
                }
                op::NOT_LITERAL => {
                    character!(|c| c != argument(0));
                    pattern += 1;
                }
                op::SUCCESS => {
                    let state = &mut *self.state;
                    let toplevel = state.contexts.last().is_some_and(|context| context.toplevel);
                    let refused =
                        state.match_all && ptr != end || state.must_advance && ptr == state.start;
                    if toplevel && refused {
                        return Ok(Step::End(false));
                    }
                    state.ptr = ptr;
                    return Ok(Step::End(true));
                }
                op::AT => {
                    if !self.is_at(ptr, argument(0)) {
                        return Ok(Step::End(false));
                    }
                    pattern += 1;
                }
                op::CATEGORY => {
                    character!(|c| is_of_category(argument(0), c));
                    pattern += 1;
                }
                op::ANY => character!(|c| !is_linebreak(c)),
                op::ANY_ALL => character!(|_c| true),
                op::IN => {
                    character!(|c| is_in_set(&code[pattern + 1..], c));
                    pattern += code[pattern] as usize;
                }
                op::IN_IGNORE => {
                    character!(|c| is_in_set(&code[pattern + 1..], lower_ascii(c)));
                    pattern += code[pattern] as usize;
                }
                op::IN_UNI_IGNORE => {
                    character!(|c| is_in_set(&code[pattern + 1..], lower_unicode(c)));
                    pattern += code[pattern] as usize;
                }
                op::IN_LOC_IGNORE => {
                    character!(|c| is_in_set_by_locale(&code[pattern + 1..], c));
                    pattern += code[pattern] as usize;
                }
                op::LITERAL_IGNORE => {
                    character!(|c| lower_ascii(c) == argument(0));
                    pattern += 1;
                }
                op::NOT_LITERAL_IGNORE => {
                    character!(|c| lower_ascii(c) != argument(0));
                    pattern += 1;
                }
                op::LITERAL_UNI_IGNORE => {
                    character!(|c| lower_unicode(c) == argument(0));
                    pattern += 1;
                }
                op::NOT_LITERAL_UNI_IGNORE => {
                    character!(|c| lower_unicode(c) != argument(0));
                    pattern += 1;
                }
                op::LITERAL_LOC_IGNORE => {
                    character!(|c| is_locale_case_of(argument(0), c));
                    pattern += 1;
                }
                op::NOT_LITERAL_LOC_IGNORE => {
                    character!(|c| !is_locale_case_of(argument(0), c));
                    pattern += 1;
                }
                op::JUMP | op::INFO => pattern += argument(0) as usize,
                op::BRANCH => {
                    let mut context = self.top();
                    let with_marks = self.state.repeat.is_some();
                    self.state.save(&mut context, with_marks)?;
                    context.ptr = ptr;
                    return Ok(self.next_branch(context, pattern));
                }
                op::REPEAT_ONE => return self.repeat_one(pattern, ptr),
                op::MIN_REPEAT_ONE => return self.min_repeat_one(pattern, ptr),
                op::POSSESSIVE_REPEAT_ONE => {
                    let least = argument(1) as usize;
                    if self.is_short(ptr, least) {
                        return Ok(Step::End(false));
                    }
                    self.state.ptr = ptr;
                    let count = self.count(pattern + 3, argument(2))?;
                    ptr += count;
                    if count < least {
                        return Ok(Step::End(false));
                    }
                    pattern += code[pattern] as usize;
                    if code[pattern] == op::SUCCESS && self.ends_here(ptr) {
                        self.state.ptr = ptr;
                        return Ok(Step::End(true));
                    }
                }
                op::REPEAT => {
                    let repeat = self.begin_repeat(pattern)?;
                    self.state.ptr = ptr;
                    let context = Context { pattern, ptr, repeat, ..self.top() };
                    let tail = pattern + code[pattern] as usize;
                    return Ok(self.attempt(context, tail, Jump::Repeat));
                }
                op::MAX_UNTIL => return self.max_until(pattern, ptr),
                op::MIN_UNTIL => return self.min_until(pattern, ptr),
                op::POSSESSIVE_REPEAT => {
                    self.state.ptr = ptr;
                    let context =
                        Context { pattern, ptr, count: 0, last_ptr: NOWHERE, ..self.top() };
                    return self.possessive_round(context);
                }
                op::ATOMIC_GROUP => {
                    self.state.ptr = ptr;
                    let context = Context { pattern, ptr, ..self.top() };
                    return Ok(self.attempt_inside(context, pattern + 1, Jump::AtomicGroup));
                }
                op::GROUPREF
                | op::GROUPREF_IGNORE
                | op::GROUPREF_UNI_IGNORE
                | op::GROUPREF_LOC_IGNORE => {
                    let same: fn(u32) -> u32 = match operation {
                        op::GROUPREF => |c| c,
                        op::GROUPREF_IGNORE => lower_ascii,
                        op::GROUPREF_UNI_IGNORE => lower_unicode,
                        _ => lower_locale,
                    };
                    let Some((from, to)) = self.reference(argument(0)) else {
                        return Ok(Step::End(false));
                    };
                    for at in from..to {
                        if ptr >= end || same(self.at(ptr)) != same(self.at(at)) {
                            return Ok(Step::End(false));
                        }
                        ptr += 1;
                    }
                    pattern += 1;
                }
                op::GROUPREF_EXISTS => match self.reference(argument(0)) {
                    Some(_) => pattern += 2,
                    None => pattern += argument(1) as usize,
                },
                op::ASSERT => {
                    let back = argument(1) as usize;
                    if ptr < back {
                        return Ok(Step::End(false));
                    }
                    self.state.ptr = ptr - back;
                    let context = Context { pattern, ptr, ..self.top() };
                    return Ok(self.attempt_inside(context, pattern + 2, Jump::Assert));
                }
                op::ASSERT_NOT => {
                    let back = argument(1) as usize;
                    if ptr >= back {
                        self.state.ptr = ptr - back;
                        let mut context = Context { pattern, ptr, ..self.top() };
                        let with_marks = self.state.repeat.is_some();
                        self.state.save(&mut context, with_marks)?;
                        return Ok(self.attempt_inside(context, pattern + 2, Jump::AssertNot));
                    }
                    pattern += code[pattern] as usize;
                }
                op::FAILURE => return Ok(Step::End(false)),
                _ => return Err(internal_error()),
            }
        }
    }

    /// What a group has matched, if it has.
    fn reference(&self, group: u32) -> Option<(usize, usize)> {
        let mark = 2 * group as isize;
        if mark >= self.state.lastmark {
            return None;
        }
        let (from, to) = (self.state.marks[mark as usize], self.state.marks[mark as usize + 1]);
        (from != NOWHERE && to != NOWHERE && from <= to).then_some((from, to))
    }

    /// Whether fewer characters are left; a search may begin behind its end.
    fn is_short(&self, ptr: usize, least: usize) -> bool {
        least as isize > self.state.end as isize - ptr as isize
    }

    /// Whether the whole match may end at the end of the text, which this is.
    fn ends_here(&self, ptr: usize) -> bool {
        let state = &*self.state;
        ptr == state.end && !(self.top().toplevel && state.must_advance && ptr == state.start)
    }

    /// C: `SRE(at)`.
    fn is_at(&self, ptr: usize, place: u32) -> bool {
        let end = self.state.end;
        let boundary = |is_word: fn(u32) -> bool| {
            let before = ptr > 0 && is_word(self.at(ptr - 1));
            let after = ptr < end && is_word(self.at(ptr));
            (end != 0).then_some(before != after)
        };
        match place {
            op::AT_BEGINNING | op::AT_BEGINNING_STRING => ptr == 0,
            op::AT_BEGINNING_LINE => ptr == 0 || is_linebreak(self.at(ptr - 1)),
            op::AT_END => ptr == end || ptr + 1 == end && is_linebreak(self.at(ptr)),
            op::AT_END_LINE => {
                ptr == end || self.text.get(ptr).is_some_and(|unit| is_linebreak(unit.code()))
            }
            op::AT_END_STRING => ptr == end,
            op::AT_BOUNDARY => boundary(is_word) == Some(true),
            op::AT_NON_BOUNDARY => boundary(is_word) == Some(false),
            op::AT_LOC_BOUNDARY => boundary(is_locale_word) == Some(true),
            op::AT_LOC_NON_BOUNDARY => boundary(is_locale_word) == Some(false),
            op::AT_UNI_BOUNDARY => boundary(is_unicode_word) == Some(true),
            op::AT_UNI_NON_BOUNDARY => boundary(is_unicode_word) == Some(false),
            _ => false,
        }
    }
}

/// C: `pattern_error`.
fn internal_error() -> Raised {
    raise(&RUNTIME_ERROR, "internal error in regular expression engine")
}
// ANCHOR_END: run

// ANCHOR: count
impl<U: Unit> Matcher<'_, U> {
    /// How often one character's worth of code matches from `state.ptr` on, at most `most` times.
    /// C: `SRE(count)`.
    fn count(&mut self, pattern: usize, most: u32) -> Result<usize> {
        let ptr = self.state.ptr;
        let end = match most {
            op::MAX_REPEAT => self.state.end,
            _ => self.state.end.min(ptr.saturating_add(most as usize)),
        };
        let code = self.code;
        let text = &self.text[ptr..end.max(ptr)];
        let until = |holds: &dyn Fn(u32) -> bool| {
            text.iter().position(|unit| !holds(unit.code())).unwrap_or(text.len())
        };
        // A literal may be wider than the text's characters, of which none is it then.
        let literal = |wanted: u32| U::from_code(wanted);
        let argument = || code[pattern + 1];
        let set = || &code[pattern + 2..];
        Ok(match code[pattern] {
            op::IN => {
                let set = set();
                let at = text.iter().position(|unit| !is_in_set(set, unit.code()));
                at.unwrap_or(text.len())
            }
            op::ANY => text.iter().position(|unit| is_linebreak(unit.code())).unwrap_or(text.len()),
            op::ANY_ALL => text.len(),
            op::LITERAL => match literal(argument()) {
                Some(wanted) => text.iter().position(|unit| *unit != wanted).unwrap_or(text.len()),
                None => 0,
            },
            op::NOT_LITERAL => match literal(argument()) {
                Some(wanted) => text.iter().position(|unit| *unit == wanted).unwrap_or(text.len()),
                None => text.len(),
            },
            op::LITERAL_IGNORE => until(&|c| lower_ascii(c) == argument()),
            op::LITERAL_UNI_IGNORE => until(&|c| lower_unicode(c) == argument()),
            op::LITERAL_LOC_IGNORE => until(&|c| is_locale_case_of(argument(), c)),
            op::NOT_LITERAL_IGNORE => until(&|c| lower_ascii(c) != argument()),
            op::NOT_LITERAL_UNI_IGNORE => until(&|c| lower_unicode(c) != argument()),
            op::NOT_LITERAL_LOC_IGNORE => until(&|c| !is_locale_case_of(argument(), c)),
            _ => {
                while self.state.ptr < end {
                    if !self.matches(pattern, false)? {
                        break;
                    }
                }
                self.state.ptr - ptr
            }
        })
    }

    /// `x*` with a tail: as many as there are, then one less, until the tail matches.
    fn repeat_one(&mut self, pattern: usize, mut ptr: usize) -> Result<Step> {
        let least = self.code[pattern + 1] as usize;
        if self.is_short(ptr, least) {
            return Ok(Step::End(false));
        }
        self.state.ptr = ptr;
        let count = self.count(pattern + 3, self.code[pattern + 2])?;
        ptr += count;
        if count < least {
            return Ok(Step::End(false));
        }
        let tail = pattern + self.code[pattern] as usize;
        if self.code[tail] == op::SUCCESS && self.ends_here(ptr) {
            self.state.ptr = ptr;
            return Ok(Step::End(true));
        }
        let mut context = Context { pattern, ptr, count: count as isize, ..self.top() };
        let with_marks = self.state.repeat.is_some();
        self.state.save(&mut context, with_marks)?;
        Ok(self.one_less(context))
    }

    /// Tries the tail with as many as there are now. A tail that begins with a literal is tried
    /// only where that stands.
    fn one_less(&mut self, mut context: Context) -> Step {
        let pattern = context.pattern;
        let least = self.code[pattern + 1] as isize;
        let tail = pattern + self.code[pattern] as usize;
        if self.code[tail] == op::LITERAL {
            let wanted = self.code[tail + 1];
            let end = self.state.end;
            while context.count >= least && (context.ptr >= end || self.at(context.ptr) != wanted) {
                context.ptr = context.ptr.wrapping_sub(1);
                context.count -= 1;
            }
        }
        if context.count < least {
            self.state.forget(&context);
            return Step::End(false);
        }
        self.state.ptr = context.ptr;
        self.attempt(context, tail, Jump::RepeatOne)
    }

    /// `x*?` with a tail: as few as may be, then one more.
    fn min_repeat_one(&mut self, pattern: usize, mut ptr: usize) -> Result<Step> {
        let least = self.code[pattern + 1] as usize;
        if self.is_short(ptr, least) {
            return Ok(Step::End(false));
        }
        self.state.ptr = ptr;
        if least > 0 {
            let count = self.count(pattern + 3, least as u32)?;
            if count < least {
                return Ok(Step::End(false));
            }
            ptr += count;
        }
        let tail = pattern + self.code[pattern] as usize;
        let mut context = Context { pattern, ptr, count: least as isize, ..self.top() };
        let state = &*self.state;
        let refused = context.toplevel
            && (state.match_all && ptr != state.end || state.must_advance && ptr == state.start);
        if self.code[tail] == op::SUCCESS && !refused {
            self.state.ptr = ptr;
            return Ok(Step::End(true));
        }
        let with_marks = self.state.repeat.is_some();
        self.state.save(&mut context, with_marks)?;
        Ok(self.one_more(context))
    }

    fn one_more(&mut self, context: Context) -> Step {
        let pattern = context.pattern;
        let most = self.code[pattern + 2];
        if most != op::MAX_REPEAT && context.count > most as isize {
            self.state.forget(&context);
            return Step::End(false);
        }
        self.state.ptr = context.ptr;
        let tail = pattern + self.code[pattern] as usize;
        self.attempt(context, tail, Jump::MinRepeatOne)
    }
}
// ANCHOR_END: count

// ANCHOR: branch
impl<U: Unit> Matcher<'_, U> {
    /// Tries the branches from `pattern` on. One that begins with a literal or a set is passed
    /// over where the next character isn't it.
    fn next_branch(&mut self, mut context: Context, mut pattern: usize) -> Step {
        let (ptr, end) = (context.ptr, self.state.end);
        while self.code[pattern] != 0 {
            let first = self.code[pattern + 1];
            let may_match = match first {
                op::LITERAL => ptr < end && self.at(ptr) == self.code[pattern + 2],
                op::IN => ptr < end && is_in_set(&self.code[pattern + 3..], self.at(ptr)),
                _ => true,
            };
            if may_match {
                self.state.ptr = ptr;
                context.pattern = pattern;
                return self.attempt(context, pattern + 1, Jump::Branch);
            }
            pattern += self.code[pattern] as usize;
        }
        self.state.forget(&context);
        Step::End(false)
    }
}
// ANCHOR_END: branch

// ANCHOR: until
impl<U: Unit> Matcher<'_, U> {
    fn repetition(&mut self, index: usize) -> &mut Repeat {
        &mut self.state.repeats[index]
    }

    fn begin_repeat(&mut self, pattern: usize) -> Result<usize> {
        let state = &mut *self.state;
        let previous = state.repeat;
        state.repeats.try_reserve(1).map_err(|_| errors::no_memory())?;
        state.repeats.push(Repeat { count: -1, pattern, last_ptr: NOWHERE, previous });
        state.repeat = Some(state.repeats.len() - 1);
        Ok(state.repeats.len() - 1)
    }

    fn end_repeat(&mut self, index: usize) {
        self.state.repeat = self.repetition(index).previous;
        self.state.repeats.truncate(index);
    }

    /// Behind a round of a greedy repetition: another round, if one may follow, else the tail.
    fn max_until(&mut self, pattern: usize, ptr: usize) -> Result<Step> {
        let Some(index) = self.state.repeat else {
            return Err(internal_error());
        };
        self.state.ptr = ptr;
        let repeat = *self.repetition(index);
        let (least, most) = (self.code[repeat.pattern + 1], self.code[repeat.pattern + 2]);
        let count = repeat.count + 1;
        let mut context = Context { pattern, ptr, count, repeat: index, ..self.top() };
        if count < least as isize {
            self.repetition(index).count = count;
            return Ok(self.attempt(context, repeat.pattern + 3, Jump::MaxUntil1));
        }
        if (count < most as isize || most == op::MAX_REPEAT) && ptr != repeat.last_ptr {
            self.repetition(index).count = count;
            self.state.save(&mut context, true)?;
            context.last_ptr = repeat.last_ptr;
            self.repetition(index).last_ptr = ptr;
            return Ok(self.attempt(context, repeat.pattern + 3, Jump::MaxUntil2));
        }
        Ok(self.max_until_tail(context))
    }

    fn max_until_tail(&mut self, context: Context) -> Step {
        self.state.repeat = self.repetition(context.repeat).previous;
        self.attempt(context, context.pattern, Jump::MaxUntil3)
    }

    /// Behind a round of a repetition that wants few: the tail first, else another round.
    fn min_until(&mut self, pattern: usize, ptr: usize) -> Result<Step> {
        let Some(index) = self.state.repeat else {
            return Err(internal_error());
        };
        self.state.ptr = ptr;
        let repeat = *self.repetition(index);
        let count = repeat.count + 1;
        let mut context = Context { pattern, ptr, count, repeat: index, ..self.top() };
        if count < self.code[repeat.pattern + 1] as isize {
            self.repetition(index).count = count;
            return Ok(self.attempt(context, repeat.pattern + 3, Jump::MinUntil1));
        }
        self.state.repeat = repeat.previous;
        self.state.save(&mut context, repeat.previous.is_some())?;
        Ok(self.attempt(context, pattern, Jump::MinUntil2))
    }

    /// Rounds that are never given back: first those that there have to be.
    fn possessive_round(&mut self, mut context: Context) -> Result<Step> {
        let body = context.pattern + 3;
        let least = self.code[context.pattern + 1] as isize;
        let most = self.code[context.pattern + 2];
        if context.count < least {
            return Ok(self.attempt_inside(context, body, Jump::PossessiveRepeat1));
        }
        // The position of the last round is kept apart, since a round that leads nowhere ends it.
        if (context.count < most as isize || most == op::MAX_REPEAT)
            && self.state.ptr != context.last_ptr
        {
            self.state.save(&mut context, true)?;
            context.last_ptr = self.state.ptr;
            return Ok(self.attempt_inside(context, body, Jump::PossessiveRepeat2));
        }
        self.set_top(context);
        let tail = context.pattern + self.code[context.pattern] as usize + 1;
        Ok(Step::Go(tail, self.state.ptr))
    }
}
// ANCHOR_END: until

// ANCHOR: resume
impl<U: Unit> Matcher<'_, U> {
    /// What was tried has come to an end: goes on where it was tried.
    fn resume(&mut self, jump: Jump, matched: bool) -> Result<Step> {
        let mut context = self.top();
        let (pattern, ptr) = (context.pattern, context.ptr);
        Ok(match jump {
            Jump::None => Step::End(matched),
            Jump::Branch if matched => self.give_up_saved(context),
            Jump::Branch => {
                self.state.restore(&context, true);
                let next = pattern + self.code[pattern] as usize;
                self.next_branch(context, next)
            }
            Jump::RepeatOne if matched => self.give_up_saved(context),
            Jump::RepeatOne => {
                self.state.restore(&context, true);
                context.ptr = ptr.wrapping_sub(1);
                context.count -= 1;
                self.one_less(context)
            }
            Jump::MinRepeatOne if matched => self.give_up_saved(context),
            Jump::MinRepeatOne => {
                self.state.restore(&context, true);
                self.state.ptr = ptr;
                self.set_top(context);
                if self.count(pattern + 3, 1)? == 0 {
                    self.state.forget(&context);
                    return Ok(Step::End(false));
                }
                context.ptr += 1;
                context.count += 1;
                self.one_more(context)
            }
            Jump::Repeat => {
                self.end_repeat(context.repeat);
                Step::End(matched)
            }
            Jump::MaxUntil1 | Jump::MinUntil1 => {
                if !matched {
                    self.repetition(context.repeat).count = context.count - 1;
                    self.state.ptr = ptr;
                }
                Step::End(matched)
            }
            Jump::MaxUntil2 => {
                self.repetition(context.repeat).last_ptr = context.last_ptr;
                if matched {
                    return Ok(self.give_up_saved(context));
                }
                self.state.restore(&context, false);
                self.repetition(context.repeat).count = context.count - 1;
                self.state.ptr = ptr;
                self.max_until_tail(context)
            }
            Jump::MaxUntil3 => {
                self.state.repeat = Some(context.repeat);
                if !matched {
                    self.state.ptr = ptr;
                }
                Step::End(matched)
            }
            Jump::MinUntil2 => {
                self.state.repeat = Some(context.repeat);
                if matched {
                    return Ok(self.give_up_saved(context));
                }
                self.state.restore(&context, false);
                self.state.ptr = ptr;
                let repeat = *self.repetition(context.repeat);
                let most = self.code[repeat.pattern + 2];
                if context.count >= most as isize && most != op::MAX_REPEAT
                    || ptr == repeat.last_ptr
                {
                    return Ok(Step::End(false));
                }
                context.last_ptr = repeat.last_ptr;
                let repetition = self.repetition(context.repeat);
                repetition.count = context.count;
                repetition.last_ptr = ptr;
                self.attempt(context, repeat.pattern + 3, Jump::MinUntil3)
            }
            Jump::MinUntil3 => {
                self.repetition(context.repeat).last_ptr = context.last_ptr;
                if !matched {
                    self.repetition(context.repeat).count = context.count - 1;
                    self.state.ptr = ptr;
                }
                Step::End(matched)
            }
            Jump::PossessiveRepeat1 if matched => {
                context.count += 1;
                return self.possessive_round(context);
            }
            Jump::PossessiveRepeat1 => {
                self.state.ptr = ptr;
                Step::End(false)
            }
            Jump::PossessiveRepeat2 if matched => {
                self.state.forget(&context);
                context.count += 1;
                return self.possessive_round(context);
            }
            Jump::PossessiveRepeat2 => {
                self.state.restore(&context, false);
                self.state.ptr = context.last_ptr;
                let tail = pattern + self.code[pattern] as usize + 1;
                Step::Go(tail, self.state.ptr)
            }
            Jump::AtomicGroup if matched => {
                Step::Go(pattern + self.code[pattern] as usize, self.state.ptr)
            }
            Jump::AtomicGroup => {
                self.state.ptr = ptr;
                Step::End(false)
            }
            Jump::Assert if matched => Step::Go(pattern + self.code[pattern] as usize, ptr),
            Jump::Assert => Step::End(false),
            Jump::AssertNot if matched => {
                self.state.forget(&context);
                Step::End(false)
            }
            Jump::AssertNot => {
                self.state.restore(&context, false);
                Step::Go(pattern + self.code[pattern] as usize, ptr)
            }
        })
    }

    /// What was tried has matched: the marks that were saved aren't needed any more.
    fn give_up_saved(&mut self, context: Context) -> Step {
        self.state.forget(&context);
        Step::End(true)
    }
}
// ANCHOR_END: resume
