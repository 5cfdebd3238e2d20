//! A static host as good ones are: everything compressed beforehand (`name.br` beside `name`), connections kept, files
//! whose name holds a hash or a version cached for good. The same for every site that is measured.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::content_type::content_type;

/// A site being served; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Host {
    port: u16,
    task: JoinHandle<()>,
}

/// Names below the site, each with its whole answer.
type Answers = Arc<HashMap<String, Vec<u8>>>;

impl Host {
    /// `instead` stands in for files of the folder, or beside them.
    pub(crate) async fn serve(folder: &Path, instead: &[(&str, &[u8])]) -> Self {
        let mut answers = HashMap::new();
        read(folder, "", &mut answers);
        for (name, body) in instead {
            answers.insert((*name).to_owned(), whole(name, "", body));
        }
        assert!(answers.contains_key("index.html"), "{} has no page", folder.display());
        let answers = Arc::new(answers);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port exists");
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A browser that goes away in mid-answer is no failure.
                let answers = Arc::clone(&answers);
                tokio::spawn(async move { answer(stream, &answers).await.ok() });
            }
        });
        Self { port, task }
    }

    /// With a slash at its end.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn read(folder: &Path, prefix: &str, answers: &mut HashMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a folder can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), answers);
        } else if !name.ends_with(".br") {
            let packed = fs::read(path.with_file_name(format!("{name}.br"))).ok();
            let encoding = if packed.is_some() { "Content-Encoding: br\r\n" } else { "" };
            let body = packed.unwrap_or_else(|| fs::read(&path).expect("a file can be read"));
            answers.insert(format!("{prefix}{name}"), whole(&name, encoding, &body));
        }
    }
}

/// The answer to a request for this file, head and body.
fn whole(name: &str, encoding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {}\r\n{encoding}Cache-Control: {}\r\nContent-Length: {}\r\n\r\n",
        content_type(name),
        caching(name),
        body.len()
    );
    [head.as_bytes(), body].concat()
}

async fn answer(stream: TcpStream, answers: &Answers) -> io::Result<()> {
    const MISSING: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let mut request = String::new();
        if stream.read_line(&mut request).await? == 0 {
            return Ok(());
        }
        let mut header = String::new();
        while stream.read_line(&mut header).await? > 2 {
            header.clear();
        }
        let target = request.split(' ').nth(1).unwrap_or("/");
        let path = target.split(['?', '#']).next().unwrap_or("/").trim_start_matches('/');
        let name = if path.is_empty() { "index.html" } else { path };
        stream.write_all(answers.get(name).map_or(MISSING, Vec::as_slice)).await?;
    }
}

fn caching(name: &str) -> &'static str {
    let changes = matches!(name, "index.html" | "sw.js" | "config.json" | "manifest.webmanifest");
    if changes { "no-cache" } else { "public, max-age=31536000, immutable" }
}
