//! Serves the built book on this machine, builds it anew when a page, a source or the theme
//! changes, and lets open browsers know.
//!
//! A page that is served carries a few lines of script that ask for the build's number once a
//! second and load the page again when it has changed.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use notify::{RecursiveMode, Watcher, recommended_watcher};
use tiny_http::{Header, Request, Response, Server, StatusCode};

use crate::{finding::Failure, house::House, render::build};

/// The address that tells the number of the last build.
const BUILD_NUMBER: &str = "/build-number";

/// How long the files have to be quiet before a build.
const QUIET: Duration = Duration::from_millis(150);

const RELOAD: &str = "<script>
(() => {
    let seen = null;
    setInterval(async () => {
        const answer = await fetch(\"/build-number\").catch(() => null);
        const number = answer && await answer.text();
        if (seen !== null && number && number !== seen) location.reload();
        seen = number || seen;
    }, 1000);
})();
</script>
";

/// Serves the book of `house` on `port` until the process is ended.
pub fn serve(house: &House, port: u16, open_browser: bool) -> Result<(), Failure> {
    let html = house.book().join("html");
    tell(&build(house, &html)?);
    let failed =
        |error: &dyn std::fmt::Display| Failure::Program("serve".into(), error.to_string());
    let server = Server::http(("127.0.0.1", port)).map_err(|error| failed(&error))?;
    let address = format!("http://{}/", server.server_addr());
    println!("The book is served at {address} and follows its files; Ctrl-C ends it.");
    let number = Arc::new(AtomicUsize::new(1));
    follow(house.clone(), html.clone(), Arc::clone(&number)).map_err(|error| failed(&error))?;
    if open_browser && let Err(error) = open::that_detached(&address) {
        eprintln!("no browser could be opened: {error}");
    }
    for request in server.incoming_requests() {
        // A browser that goes away in the middle of an answer is no concern of the server.
        let _gone = answer(request, &html, number.load(Ordering::Relaxed));
    }
    Ok(())
}

fn answer(request: Request, html: &Path, number: usize) -> std::io::Result<()> {
    let path = request.url().split(['?', '#']).next().unwrap_or("/");
    if path == BUILD_NUMBER {
        return request.respond(Response::from_string(number.to_string()));
    }
    let file = file_for(html, path);
    match file.as_ref().and_then(|file| fs::read(file).ok()) {
        None => {
            let page = fs::read(html.join("404.html")).unwrap_or_else(|_| b"not found".to_vec());
            request.respond(
                Response::from_data(page)
                    .with_status_code(StatusCode(404))
                    .with_header(content_type(Path::new("404.html"))),
            )
        }
        Some(mut content) => {
            let file = file.unwrap_or_default();
            if file.extension().is_some_and(|extension| extension == "html") {
                content.extend_from_slice(RELOAD.as_bytes());
            }
            request.respond(Response::from_data(content).with_header(content_type(&file)))
        }
    }
}

/// The file behind an address; `None` for one that leads out of the book.
fn file_for(html: &Path, path: &str) -> Option<PathBuf> {
    let path = percent_decoded(path)?;
    let mut file = html.to_owned();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == ".." || part.contains(['\\', '\0']) {
            return None;
        }
        file.push(part);
    }
    Some(if path.ends_with('/') { file.join("index.html") } else { file })
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

fn content_type(file: &Path) -> Header {
    let kind = match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    Header::from_bytes("Content-Type", kind).expect("the header is ASCII")
}

/// Builds again in a thread of its own whenever something that the book is made of changes.
fn follow(house: House, html: PathBuf, number: Arc<AtomicUsize>) -> notify::Result<()> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = recommended_watcher(sender)?;
    for folder in [house.pages(), house.book().join("theme"), house.root().join("chapters")] {
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    watcher.watch(&house.book().join("book.toml"), RecursiveMode::NonRecursive)?;
    thread::spawn(move || {
        let _watching = watcher;
        while let Ok(change) = changes.recv() {
            if !change.is_ok_and(|event| !event.kind.is_access()) {
                continue;
            }
            while changes.recv_timeout(QUIET).is_ok() {}
            match build(&house, &html) {
                Ok(complaints) => {
                    tell(&complaints);
                    println!("built {}", number.fetch_add(1, Ordering::Relaxed) + 1);
                }
                Err(failure) => eprintln!("{failure}"),
            }
        }
    });
    Ok(())
}

fn tell(complaints: &[String]) {
    for complaint in complaints {
        eprintln!("{complaint}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_inside_the_book() {
        let html = Path::new("/b");
        assert_eq!(file_for(html, "/"), Some("/b/index.html".into()));
        assert_eq!(file_for(html, "/a%20b/c.html"), Some("/b/a b/c.html".into()));
        for outside in ["/../x", "/a/..%2Fx", "/%2e%2e/x", "/%zz", "/%e2%8"] {
            assert_eq!(file_for(html, outside), None, "{outside}");
        }
    }
}
