//! A page of the book, read for what the checks and the renderer need: fences, pictures,
//! links and includes, each with its line.
//!
//! The Markdown parser is mdBook's own with mdBook's own settings, so a fence here is a fence
//! there. A file that a page includes whole, such as an exercise's task, is a page as well: it
//! is checked in its own name, and its lines are its own.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use mdbook_markdown::{
    MarkdownOptions, new_cmark_parser,
    pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd},
};

use crate::{
    finding::{Failure, Report},
    house::{Chapter, House, beside, files_under},
    include::{Excerpt, Include, includes},
    info::Info,
};

/// A Markdown file of the book.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its absolute path.
    pub file: PathBuf,
    /// Its path from the workspace's root on, as findings name it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its code blocks.
    pub fences: Vec<Fence>,
    /// Its pictures.
    pub pictures: Vec<Picture>,
    /// Its links.
    pub links: Vec<Link>,
    /// Its includes, in the order of the text.
    pub includes: Vec<Result<Include, (usize, String)>>,
    /// Raw HTML: its first line, and the text.
    pub html: Vec<(usize, String)>,
}

/// A code block.
#[derive(Clone, Debug)]
pub struct Fence {
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// Where the whole block stands in the page's text.
    pub range: Range<usize>,
    /// The language and attributes, or what is wrong with them.
    pub info: Result<Info, String>,
    /// The code.
    pub body: String,
    /// Whether only blank lines part it from the block before.
    pub follows: bool,
}

/// An image.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its line, from 1.
    pub line: usize,
    /// Where it stands in the page's text; the whole paragraph where that holds nothing else.
    pub range: Range<usize>,
    /// The file as written.
    pub target: String,
    /// What it says to someone who can't see it.
    pub alt: String,
    /// The caption, which Markdown calls a title.
    pub caption: String,
    /// Whether it is a paragraph of its own, and so becomes a figure.
    pub alone: bool,
}

/// A link.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its line, from 1.
    pub line: usize,
    /// The target as written.
    pub target: String,
}

impl Fence {
    /// Whether the block's language is `name`.
    pub fn is(&self, name: &str) -> bool {
        self.info.as_ref().is_ok_and(|info| info.language == name)
    }

    /// Whether the code is taken in from a file rather than written in the page.
    pub fn is_listing(&self) -> bool {
        self.body.lines().any(|line| line.trim_start().starts_with("{{#include "))
    }

    /// Whether the attribute `name` stands in its info string.
    pub fn has(&self, name: &str) -> bool {
        self.info.as_ref().is_ok_and(|info| info.has(name))
    }

    /// The value of the attribute `name`.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.info.as_ref().ok().and_then(|info| info.value(name))
    }
}

impl Page {
    /// Reads the page `file` of `house`.
    pub fn open(house: &House, file: &Path) -> Result<Page, Failure> {
        let text = fs::read_to_string(file).map_err(|e| Failure::File(file.to_owned(), e))?;
        Ok(Page::read(file.to_owned(), house.shown(file), text))
    }

    /// Reads a page from its text.
    pub fn read(file: PathBuf, name: String, text: String) -> Page {
        let mut page = Page {
            includes: includes(&text),
            file,
            name,
            text,
            fences: Vec::new(),
            pictures: Vec::new(),
            links: Vec::new(),
            html: Vec::new(),
        };
        page.parse();
        page
    }

    /// What the includes in a block take in; nothing where one of them can't be read, which
    /// [`crate::check::listings`] reports.
    pub fn excerpts(&self, fence: &Fence) -> Vec<(&Include, Excerpt)> {
        let lines = fence.line + 1..=fence.line + fence.body.lines().count();
        let inside = self.includes.iter().flatten().filter(|found| lines.contains(&found.line));
        inside
            .map(|include| include.read(&self.file).ok().map(|excerpt| (include, excerpt)))
            .collect::<Option<_>>()
            .unwrap_or_default()
    }

    /// The code of a block as a reader sees it.
    pub fn code(&self, fence: &Fence) -> String {
        if !fence.is_listing() {
            return fence.body.clone();
        }
        let excerpts = self.excerpts(fence);
        excerpts.iter().map(|(_, excerpt)| &excerpt.text[..]).collect::<Vec<_>>().join("\n")
    }

    fn parse(&mut self) {
        let text = std::mem::take(&mut self.text);
        let line = |offset: usize| 1 + text[..offset].matches('\n').count();
        let events = new_cmark_parser(&text, &MarkdownOptions::default()).into_offset_iter();
        let mut paragraph = None;
        // The text inside the image that is being read, or of the code block.
        let mut gathered: Option<String> = None;
        for (event, range) in events {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let before = self.fences.last().map(|fence| fence.range.end);
                    let info = match kind {
                        CodeBlockKind::Fenced(info) => Info::parse(&info),
                        CodeBlockKind::Indented => {
                            Err("an indented code block; use a fence".into())
                        }
                    };
                    self.fences.push(Fence {
                        line: line(range.start),
                        follows: before.is_some_and(|end| text[end..range.start].trim().is_empty()),
                        range,
                        info,
                        body: String::new(),
                    });
                    gathered = Some(String::new());
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let (Some(fence), Some(body)) = (self.fences.last_mut(), gathered.take()) {
                        fence.body = body;
                    }
                }
                Event::Start(Tag::Paragraph) => paragraph = Some(range),
                Event::End(TagEnd::Paragraph) => paragraph = None,
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let whole = paragraph.clone().filter(|paragraph: &Range<usize>| {
                        text[paragraph.clone()].trim() == text[range.clone()].trim()
                    });
                    self.pictures.push(Picture {
                        line: line(range.start),
                        alone: whole.is_some(),
                        range: whole.unwrap_or(range),
                        target: dest_url.to_string(),
                        alt: String::new(),
                        caption: title.to_string(),
                    });
                    gathered = Some(String::new());
                }
                Event::End(TagEnd::Image) => {
                    if let (Some(picture), Some(alt)) = (self.pictures.last_mut(), gathered.take())
                    {
                        picture.alt = alt;
                    }
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    self.links.push(Link { line: line(range.start), target: dest_url.to_string() });
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    self.html.push((line(range.start), html.to_string()));
                }
                Event::Text(part) | Event::Code(part) => {
                    if let Some(gathered) = &mut gathered {
                        gathered.push_str(&part);
                    }
                }
                Event::SoftBreak => {
                    if let Some(gathered) = &mut gathered {
                        gathered.push(' ');
                    }
                }
                _ => {}
            }
        }
        self.text = text;
    }
}

/// All pages of a book.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The house that they stand in.
    pub house: House,
    /// The pages of SUMMARY.md in its order, each followed by the Markdown files it includes.
    pub all: Vec<Page>,
    /// What was wrong on the way: entries and files that are missing or left over.
    pub report: Report,
    /// The one chapter that is to be checked; `None` for the whole book.
    pub only: Option<String>,
}

impl Pages {
    /// Reads SUMMARY.md and every page that it leads to.
    pub fn open(house: &House) -> Result<Pages, Failure> {
        let folder = house.pages();
        let summary = Page::open(house, &folder.join("SUMMARY.md"))?;
        let mut pages =
            Pages { house: house.clone(), all: Vec::new(), report: Report::default(), only: None };
        for link in &summary.links {
            if link.target.is_empty() {
                continue;
            }
            pages.add(&summary, link.line, &folder.join(&link.target))?;
        }
        for file in files_under(&folder, "md").map_err(|e| Failure::File(folder.clone(), e))? {
            if file != summary.file && pages.at(&file).is_none() {
                pages.report.find_in(house.shown(&file), "no entry of SUMMARY.md leads here");
            }
        }
        Ok(pages)
    }

    /// The page that stands in `file`.
    pub fn at(&self, file: &Path) -> Option<&Page> {
        self.all.iter().find(|page| page.file == file)
    }

    /// The pages that are to be checked.
    pub fn checked(&self) -> impl Iterator<Item = &Page> {
        self.all
            .iter()
            .filter(|page| self.only.as_ref().is_none_or(|only| self.belongs(page, only)))
    }

    /// The chapters that are to be checked.
    pub fn chapters(&self) -> Result<Vec<Chapter>, Failure> {
        let mut chapters = self
            .house
            .chapters()
            .map_err(|error| Failure::File(self.house.root().join("chapters"), error))?;
        chapters.retain(|chapter| self.only.as_ref().is_none_or(|only| *only == chapter.name));
        Ok(chapters)
    }

    /// Whether SUMMARY.md has a page of `chapter`.
    pub fn has_chapter(&self, chapter: &str) -> bool {
        self.all.iter().any(|page| self.belongs(page, chapter))
    }

    /// Whether a page is one of `chapter`: `tokenizer.md`, one in `tokenizer/`, or a task.
    fn belongs(&self, page: &Page, chapter: &str) -> bool {
        let folder = self.house.pages();
        page.file == folder.join(format!("{chapter}.md"))
            || page.file.starts_with(folder.join(chapter))
            || page
                .file
                .strip_prefix(self.house.root().join("chapters"))
                .ok()
                .and_then(|path| path.iter().next())
                .is_some_and(|name| name.to_string_lossy().ends_with(&format!("-{chapter}")))
    }

    fn add(&mut self, from: &Page, line: usize, file: &Path) -> Result<(), Failure> {
        if self.at(file).is_some() {
            return Ok(());
        }
        if !file.is_file() {
            let missing = self.house.shown(file);
            self.report.find(&from.name, line, format!("`{missing}` does not exist"));
            return Ok(());
        }
        let page = Page::open(&self.house, file)?;
        self.all.push(page.clone());
        for include in page.includes.iter().flatten() {
            if include.file.ends_with(".md") {
                let file = beside(&page.file, &include.file);
                self.add(&page, include.line, &file)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
