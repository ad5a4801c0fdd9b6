//! The style sheet as it travels: without comments, and with one space where the source has a line and its indent. Every
//! first start carries it, and a fifth of it, compressed, was explanation.

use std::iter::Peekable;
use std::str::Chars;

/// A style sheet without comments and with each run of white space as one space; what stands in quotes is kept.
pub(super) fn compact(source: &str) -> String {
    let mut css = String::with_capacity(source.len());
    let mut rest = source.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            '/' if rest.peek() == Some(&'*') => pass_over_comment(&mut rest),
            '"' | '\'' => {
                css.push(one);
                take_quoted(one, &mut rest, &mut css);
            }
            one if one.is_ascii_whitespace() => {
                if !css.is_empty() && !css.ends_with(' ') {
                    css.push(' ');
                }
            }
            one => css.push(one),
        }
    }
    css.truncate(css.trim_end().len());
    css
}

/// Goes on behind the end of a comment, or to the end of the text.
fn pass_over_comment(rest: &mut Peekable<Chars<'_>>) {
    rest.next();
    while let Some(one) = rest.next() {
        if one == '*' && rest.next_if_eq(&'/').is_some() {
            return;
        }
    }
}

/// Takes a quoted text with its last quote.
fn take_quoted(quote: char, rest: &mut Peekable<Chars<'_>>, css: &mut String) {
    while let Some(one) = rest.next() {
        css.push(one);
        if one == '\\' {
            css.extend(rest.next());
        } else if one == quote {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn comments_and_indents_stay_at_home() {
        let source =
            "/* Why. */\n@layer a {\n  /* it's * and / */\n  .b > .c { color: red; }\n}\n\n/***/";
        assert_eq!(compact(source), "@layer a { .b > .c { color: red; } }");
    }

    #[test]
    fn what_is_quoted_is_kept_to_the_letter() {
        for kept in [
            r#".a { content: "/* no  comment */"; }"#,
            r#".a { content: "\"  /*"; }"#,
            ".a { content: '\"  '; }",
        ] {
            assert_eq!(compact(kept), kept);
        }
    }

    #[test]
    fn what_is_not_ended_ends_with_the_text() {
        assert_eq!(compact("a{} /* never"), "a{}");
        assert_eq!(compact("a{content:'x"), "a{content:'x");
    }

    #[test]
    fn the_product_keeps_every_rule() {
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/styles");
        let mut rules = 0;
        for file in std::fs::read_dir(place).unwrap() {
            let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let sent = compact(&source);
            assert!(!sent.contains("/*") && !sent.contains("  ") && !sent.contains('\n'));
            let count = |text: &str, brace: char| text.matches(brace).count();
            // No comment of the product's style sheets holds a brace: one that is missing was a rule's.
            assert_eq!(count(&sent, '{'), count(&source, '{'));
            assert_eq!(count(&sent, '}'), count(&source, '}'));
            rules += count(&sent, '{');
        }
        assert!(rules > 500, "{rules} rules");
    }
}
