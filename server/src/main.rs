//! The binary `nghisu`.

use std::process::ExitCode;

fn main() -> ExitCode {
    nghisu_server::cli::main()
}
