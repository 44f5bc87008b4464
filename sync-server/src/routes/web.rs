//! The files of the PWA, and the headers that keep its page closed to everything else.
//!
//! A file whose name carries its hash never changes and may be kept for ever; the rest (`index.html`, `sw.js`, the manifest)
//! is asked for again each time, so that a new version is seen. A path without a file is a place inside the app.

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use std::path::Path;
use tower::ServiceExt;
use tower_http::services::ServeDir;

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    object-src 'none'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types sprechtag";

const PERMISSIONS_POLICY: &str = "accelerometer=(), browsing-topics=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

const HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts the files behind the endpoints and the headers on everything.
pub(super) fn with_files(endpoints: Router, directory: Option<&Path>) -> Router {
    let served = match directory {
        Some(directory) => {
            let files = ServeDir::new(directory).precompressed_br().precompressed_gzip();
            endpoints.fallback(move |request: Request| serve(files.clone(), request))
        }
        None => endpoints,
    };
    served.layer(middleware::from_fn(harden))
}

async fn serve(files: ServeDir, request: Request) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let page = is_a_place_in_the_app(&path).then(|| page_request(&request));
    let asked = page.unwrap_or(request);
    let mut response = match files.oneshot(asked).await {
        Ok(response) => response.map(Body::new).into_response(),
        Err(never) => match never {},
    };
    if response.status() == StatusCode::NOT_FOUND || ![Method::GET, Method::HEAD].contains(&method) {
        return response;
    }
    let kept = if carries_its_hash(&path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

/// The same question, asked for the page.
fn page_request(request: &Request) -> Request {
    let mut page = Request::new(Body::empty());
    *page.method_mut() = request.method().clone();
    *page.uri_mut() = Uri::from_static("/index.html");
    *page.headers_mut() = request.headers().clone();
    page
}

/// Files have a dot in their name, places in the app have none.
fn is_a_place_in_the_app(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| !name.contains('.'))
}

/// `app.0123456789abcdef.wasm`
fn carries_its_hash(path: &str) -> bool {
    let is_hash = |part: &str| part.len() == 16 && part.bytes().all(|digit| digit.is_ascii_hexdigit());
    path.rsplit('/').next().is_some_and(|name| name.split('.').skip(1).any(is_hash))
}

async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{carries_its_hash, is_a_place_in_the_app};

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_ever() {
        assert!(carries_its_hash("/app.0123456789abcdef.wasm"));
        assert!(carries_its_hash("/fonts/text.0123456789abcdef.woff2"));
        for path in
            ["/index.html", "/sw.js", "/manifest.webmanifest", "/0123456789abcdef", "/a.0123456789abcdeg.js"]
        {
            assert!(!carries_its_hash(path), "{path}");
        }
    }

    #[test]
    fn a_path_without_a_file_name_is_a_place_in_the_app() {
        assert!(is_a_place_in_the_app("/") && is_a_place_in_the_app("/heute"));
        assert!(!is_a_place_in_the_app("/app.js") && !is_a_place_in_the_app("/.well-known/x.json"));
    }
}
