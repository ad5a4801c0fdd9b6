//! Tells cargo that the words of the client are part of it: a changed locale file must rebuild what embeds it.

fn main() {
    println!("cargo:rerun-if-changed=../assets/locales");
    println!("cargo:rerun-if-changed=../assets/icons");
}
