//! The worker as a program of its own, for this crate's tests and for measurements; the server starts itself instead.

fn main() -> std::process::ExitCode {
    nghisu_render::worker_main()
}
