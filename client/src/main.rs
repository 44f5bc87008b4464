//! The page of the PWA: mounts the app.

fn main() {
    client::mount();
}
