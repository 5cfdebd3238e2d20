//! One HTTP/1.0 request per connection, its path sent exactly as given: a proper client would tidy up `..` first.

use std::collections::HashMap;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::soon;

pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Empty when the header is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }
}

pub(crate) async fn get(port: u16, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(port, "GET", path, headers).await
}

pub(crate) async fn ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.0\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    let exchange = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    parse(&soon(path, exchange).await.expect("the host answers"))
}

fn parse(answer: &[u8]) -> Answer {
    let end =
        answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head ends with an empty line");
    let (head, body) = answer.split_at(end);
    let head = std::str::from_utf8(head).expect("a head is ASCII");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status: status.expect("a status line has a code"),
        headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
        body: body.iter().skip(4).copied().collect(),
    }
}
