//! The files of the built page: types, 304s, HEAD and paths by tower-http, compressed when the browser accepts it.

use std::path::{Path, PathBuf};

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use percent_encoding::percent_decode_str;
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate as _},
    },
    services::ServeDir,
};

use crate::problem::Problem;

/// Brotli's and gzip's level: near their best size at a hundredth of the time, for files sent as they are asked for.
const LEVEL: CompressionLevel = CompressionLevel::Precise(6);

/// # Errors
/// When the folder holds no page, or the broker's state would be served along with it.
pub(crate) fn check(dist: &Path, state: &Path) -> Result<(), Problem> {
    if !dist.join("index.html").is_file() {
        return Err(Problem::NoPage(dist.to_owned()));
    }
    // A folder that can't be resolved can't be used either, and whoever uses it will say so.
    if let (Ok(outer), Ok(inner)) = (dist.canonicalize(), resolved(state))
        && inner.starts_with(outer)
    {
        return Err(Problem::StateServed { state: state.to_owned(), dist: dist.to_owned() });
    }
    Ok(())
}

/// Answers every path that no other route took.
pub(crate) fn router(dist: &Path) -> Router {
    // woff2 is brotli inside.
    let worth = DefaultPredicate::new().and(NotForContentType::const_new("font/woff2"));
    let files = ServeDir::new(dist).not_found_service(tower::service_fn(async |_| Ok(missing())));
    Router::new()
        .fallback_service(files)
        .layer(CompressionLayer::new().quality(LEVEL).compress_when(worth))
        .layer(middleware::from_fn(hide_dot_files))
}

/// The page's folder may be a working copy, and `.git` or `.env` were never meant to be read.
async fn hide_dot_files(request: Request, next: Next) -> Response {
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy().into_owned();
    if path.split(['/', '\\']).any(|part| part.starts_with('.')) {
        missing()
    } else {
        next.run(request).await
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file here. The chat is at /.\n").into_response()
}

/// The canonical path of a folder that may not exist yet.
fn resolved(folder: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(folder)?;
    let existing = absolute.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(&absolute);
    let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
    Ok(existing.canonicalize()?.join(rest))
}
