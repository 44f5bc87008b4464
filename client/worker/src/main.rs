//! The worker: the vault beside the page, in a thread of its own.

fn main() {
    worker::start();
}
