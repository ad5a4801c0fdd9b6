//! Tells cargo that the icons are part of the client: a changed one must rebuild what embeds it.

fn main() {
    println!("cargo:rerun-if-changed=../assets/icons");
}
