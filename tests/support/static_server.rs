//! The dullest static host there is: the files of a folder, at the root or under a sub-folder, with no header that would
//! help the page. It also takes the browser's reports of what the page's Content Security Policy forbade.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::content_type::content_type;

const REPORTS: &str = "/reports-of-violations";

/// What is to be served: a folder, and files that stand in for some of it.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    folder: PathBuf,
    base: String,
    extra: Arc<Mutex<HashMap<String, String>>>,
    reports: Arc<Mutex<Vec<String>>>,
}

impl Site {
    pub(crate) fn of(folder: &Path) -> Self {
        let base = "/".to_owned();
        Self { folder: folder.to_owned(), base, extra: Arc::default(), reports: Arc::default() }
    }

    /// Serves it under `base`, such as `/club/chat/`, and nothing elsewhere.
    pub(crate) fn under(mut self, base: &str) -> Self {
        assert!(base.starts_with('/') && base.ends_with('/'), "a folder's path begins and ends with a slash");
        base.clone_into(&mut self.base);
        self
    }

    /// Serves `text` as the file `name`, whether the folder has it or not.
    pub(crate) fn with(self, name: &str, text: &str) -> Self {
        self.extra.lock().expect("no panic while held").insert(name.to_owned(), text.to_owned());
        self
    }

    /// Begins to serve on a free port of this machine.
    pub(crate) async fn serve(self) -> StaticServer {
        let index = self.folder.join("index.html");
        let html = std::fs::read_to_string(&index)
            .unwrap_or_else(|error| panic!("{}: {error}; build the page first", index.display()));
        assert!(policy(&html).is_some(), "the page has no Content Security Policy of its own");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port exists");
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let url = format!("http://127.0.0.1:{port}{}", self.base);
        let (extra, reports) = (Arc::clone(&self.extra), Arc::clone(&self.reports));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let site = self.clone();
                // A browser that goes away in mid-answer is no failure of the test.
                tokio::spawn(async move { site.answer(stream).await.ok() });
            }
        });
        StaticServer { url, extra, reports, task }
    }

    async fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        let request = Request::read(&mut stream).await?;
        if request.path == REPORTS {
            self.reports.lock().expect("no panic while held").push(request.body);
            return respond(&mut stream, "204 No Content", "", &[]).await;
        }
        let name = request.path.strip_prefix(&self.base).filter(|name| !name.contains(".."));
        match name.and_then(|name| self.file(if name.is_empty() { "index.html" } else { name })) {
            Some((headers, body)) => respond(&mut stream, "200 OK", &headers, &body).await,
            None => respond(&mut stream, "404 Not Found", "", b"not found").await,
        }
    }

    /// The headers and bytes of a file.
    fn file(&self, name: &str) -> Option<(String, Vec<u8>)> {
        let extra = self.extra.lock().expect("no panic while held").get(name).cloned();
        let body = match extra {
            Some(text) => text.into_bytes(),
            None => std::fs::read(self.folder.join(name)).ok()?,
        };
        let mut headers = format!("Content-Type: {}\r\n", content_type(name));
        if let Some(policy) = policy(&String::from_utf8_lossy(&body)).filter(|_| name.ends_with(".html")) {
            // Forbids nothing by itself: it has the browser report what the page's own, equal, policy forbids.
            headers += &format!("Content-Security-Policy-Report-Only: {policy}; report-uri {REPORTS}\r\n");
        }
        Some((headers, body))
    }
}

/// A site being served; it ends when dropped.
#[derive(Debug)]
pub(crate) struct StaticServer {
    url: String,
    extra: Arc<Mutex<HashMap<String, String>>>,
    reports: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl StaticServer {
    /// Where the page is, with a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// From now on serves `text` as the file `name`.
    pub(crate) fn replace(&self, name: &str, text: &str) {
        self.extra.lock().expect("no panic while held").insert(name.to_owned(), text.to_owned());
    }

    /// Goes away: nobody answers here any more.
    pub(crate) fn stop(&self) {
        self.task.abort();
    }

    /// What the policy forbade so far, as the browsers report it.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.reports.lock().expect("no panic while held").clone()
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Request {
    path: String,
    body: String,
}

impl Request {
    async fn read(stream: &mut TcpStream) -> io::Result<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).await?;
        let target = line.split(' ').nth(1).unwrap_or("/");
        let path = target.split(['?', '#']).next().unwrap_or("/").to_owned();
        let mut length = 0;
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header).await? <= 2 {
                break;
            }
            if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).await?;
        Ok(Self { path, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

async fn respond(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.shutdown().await
}

/// The content of the page's `<meta http-equiv="Content-Security-Policy" content="…">`, its attributes in any order.
fn policy(html: &str) -> Option<String> {
    let tags = html.split("<meta").skip(1).filter_map(|rest| rest.split_once('>'));
    let (tag, _) = { tags }.find(|(tag, _)| tag.contains("Content-Security-Policy"))?;
    let (_, value) = tag.split_once("content=\"")?;
    let (policy, _) = value.split_once('"')?;
    Some(policy.replace("&#39;", "'").split_whitespace().collect::<Vec<_>>().join(" "))
}
