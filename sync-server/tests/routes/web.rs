//! The files of the PWA and the headers around them.

use crate::http::get;
use sync_server::{Config, Relay};

async fn a_relay_with_an_app() -> (Relay, tempfile::TempDir) {
    let web = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html>page"),
        ("sw.js", "worker"),
        ("manifest.webmanifest", "{}"),
        ("app.0123456789abcdef.wasm", "plain wasm"),
        ("app.0123456789abcdef.wasm.br", "brotli wasm"),
    ] {
        std::fs::write(web.path().join(name), content).unwrap();
    }
    let config = Config { web: Some(web.path().to_owned()), ..Config::in_memory() };
    (Relay::start(config).await.unwrap(), web)
}

#[tokio::test]
async fn every_answer_keeps_the_page_closed_to_everything_else() {
    let (relay, _web) = a_relay_with_an_app().await;
    for path in ["/", "/index.html", "/missing.js", "/livez"] {
        let response = get(relay.local_addr(), path, "").await;
        let csp = response.header("content-security-policy").unwrap();
        for part in
            ["script-src 'self' 'wasm-unsafe-eval';", "trusted-types sprechtag", "frame-ancestors 'none'"]
        {
            assert!(csp.contains(part), "{part} on {path}");
        }
        assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"));
        assert_eq!(response.header("cross-origin-opener-policy"), Some("same-origin"));
        assert_eq!(response.header("cross-origin-embedder-policy"), Some("require-corp"));
        assert_eq!(response.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn only_files_that_carry_their_hash_are_kept_for_ever() {
    let (relay, _web) = a_relay_with_an_app().await;
    for path in ["/", "/index.html", "/sw.js", "/manifest.webmanifest", "/heute"] {
        let response = get(relay.local_addr(), path, "").await;
        assert_eq!((response.status, response.header("cache-control")), (200, Some("no-cache")), "{path}");
    }
    let response = get(relay.local_addr(), "/app.0123456789abcdef.wasm", "").await;
    assert_eq!(response.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(response.header("content-type"), Some("application/wasm"));
}

#[tokio::test]
async fn a_browser_that_reads_brotli_gets_the_compressed_file() {
    let (relay, _web) = a_relay_with_an_app().await;
    let path = "/app.0123456789abcdef.wasm";
    let compressed = get(relay.local_addr(), path, "accept-encoding: gzip, br\r\n").await;
    assert_eq!(
        (compressed.header("content-encoding"), compressed.body.as_slice()),
        (Some("br"), &b"brotli wasm"[..])
    );
    let plain = get(relay.local_addr(), path, "").await;
    assert_eq!((plain.header("content-encoding"), plain.body.as_slice()), (None, &b"plain wasm"[..]));
}

#[tokio::test]
async fn nothing_outside_the_directory_is_served() {
    let (relay, web) = a_relay_with_an_app().await;
    std::fs::write(web.path().parent().unwrap().join("relay-test-secret.txt"), "secret").unwrap();
    for path in ["/../relay-test-secret.txt", "/%2e%2e/relay-test-secret.txt", "/..%2frelay-test-secret.txt"]
    {
        let response = get(relay.local_addr(), path, "").await;
        assert_ne!(response.body, b"secret", "{path}");
    }
    std::fs::remove_file(web.path().parent().unwrap().join("relay-test-secret.txt")).unwrap();
}
