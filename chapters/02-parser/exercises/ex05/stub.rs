//! Exercise 5: words for a mistake that many make.

// ANCHOR: machine
/// What is wrong, and at which word.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Complaint {
    word: usize,
    message: &'static str,
}

struct Parser<'s> {
    words: &'s [&'s str],
    /// The next word to take.
    mark: usize,
    /// The furthest word that was looked at.
    furthest: usize,
    /// Whether this is the second pass.
    call_invalid_rules: bool,
    /// Raised by a rule; nothing matches any more then.
    complaint: Option<Complaint>,
    /// How often a rule for a mistake was tried.
    invalid_rules_tried: usize,
}

impl Parser<'_> {
    /// statement: if_statement | 'pass'
    fn statement(&mut self) -> Option<()> {
        self.attempt(Self::if_statement).or_else(|| self.expect("pass"))
    }

    /// if_statement: 'if' NAME ':' statement elif* else?
    fn if_statement(&mut self) -> Option<()> {
        self.expect("if")?;
        self.name()?;
        self.expect(":")?;
        self.statement()?;
        while self.attempt(Self::elif).is_some() {}
        self.attempt(Self::else_block);
        self.unless_complaint()
    }

    /// elif: 'elif' NAME ':' statement
    fn elif(&mut self) -> Option<()> {
        self.expect("elif")?;
        self.name()?;
        self.expect(":")?;
        self.statement()
    }

    /// else: 'else' ':' statement
    fn else_block(&mut self) -> Option<()> {
        self.expect("else")?;
        self.expect(":")?;
        self.statement()
    }

    /// invalid_else_if: 'else' 'if'
    #[allow(dead_code, reason = "it is yours to write, and to call")]
    fn invalid_else_if(&mut self) -> Option<()> {
        self.invalid_rules_tried += 1;
        None
    }
    // ANCHOR_END: machine

    // ANCHOR: passes
    /// Raises a complaint about a word. The first one stays.
    #[allow(dead_code, reason = "it is yours to call")]
    fn raise(&mut self, word: usize, message: &'static str) -> Option<()> {
        self.complaint.get_or_insert(Complaint { word, message });
        None
    }

    fn unless_complaint(&self) -> Option<()> {
        if self.complaint.is_none() { Some(()) } else { None }
    }

    /// Goes back if a rule doesn't match.
    fn attempt(&mut self, rule: fn(&mut Self) -> Option<()>) -> Option<()> {
        self.unless_complaint()?;
        let mark = self.mark;
        let found = rule(self);
        if found.is_none() {
            self.mark = mark;
        }
        found
    }

    fn expect(&mut self, word: &str) -> Option<()> {
        self.word(|found| found == word)
    }

    fn name(&mut self) -> Option<()> {
        self.word(|found| !["if", "elif", "else", "pass", ":"].contains(&found))
    }

    fn word(&mut self, is_right: impl Fn(&str) -> bool) -> Option<()> {
        self.unless_complaint()?;
        self.furthest = self.furthest.max(self.mark);
        self.words.get(self.mark).filter(|word| is_right(word))?;
        self.mark += 1;
        Some(())
    }

    /// statement* END
    fn file(&mut self) -> Option<()> {
        while self.attempt(Self::statement).is_some() {}
        if self.mark == self.words.len() { self.unless_complaint() } else { None }
    }
}

/// Parses a text whose words have blanks between them, in two passes; also says how often a
/// rule for a mistake was tried.
fn parse(text: &str) -> (Result<(), Complaint>, usize) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut parser = Parser {
        words: &words,
        mark: 0,
        furthest: 0,
        call_invalid_rules: false,
        complaint: None,
        invalid_rules_tried: 0,
    };
    for call_invalid_rules in [false, true] {
        parser.call_invalid_rules = call_invalid_rules;
        parser.mark = 0;
        if parser.file().is_some() {
            return (Ok(()), parser.invalid_rules_tried);
        }
    }
    let generic = Complaint { word: parser.furthest, message: "invalid syntax" };
    (Err(parser.complaint.unwrap_or(generic)), parser.invalid_rules_tried)
}
// ANCHOR_END: passes

mod checks;
