//! The activation slip and the appearance of signatures.

use nghisu_typeset::{
    ActivationSlip, Error, SignatureStamp, StampImage, activation_slip, signature_stamp,
};

use crate::judges;
use crate::minutes::made_at;

const SQUARE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path fill="#00f" d="M0 0h2v2H0zM2 2h2v2H2z"/></svg>"##;

fn stamp(image: Option<StampImage>) -> SignatureStamp {
    SignatureStamp {
        name: "Nguyễn Hoàng Bảo Khánh Vy".to_owned(),
        image,
        width: 176.0,
        height: 79.0,
    }
}

#[test]
fn a_slip_says_who_what_and_until_when() {
    let slip = ActivationSlip {
        office: "Văn phòng UBND tỉnh Thanh Giang".to_owned(),
        person: "Ứng Thị Hạnh Ngân".to_owned(),
        position: Some("Phó Giám đốc Sở Xây dựng".to_owned()),
        address: "https://hop.thanhgiang.vn".to_owned(),
        code: "K7QM4WXP".to_owned(),
        expires_at: "2026-02-08T17:05:00".parse().unwrap(),
        qr_svg: SQUARE.as_bytes().to_vec(),
    };
    let typeset = activation_slip(&slip, made_at()).unwrap();
    assert_eq!(typeset.pages, 1);
    judges::assert_sound(&typeset.pdf);
    let text = judges::text(&typeset.pdf);
    for expected in [
        "VĂN PHÒNG UBND TỈNH THANH GIANG",
        "Ứng Thị Hạnh Ngân",
        "17:05 ngày 08/02/2026",
        "K7QM",
        "4WXP",
        "https://hop.thanhgiang.vn",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(judges::info(&typeset.pdf).contains("419.528 x 595.276 pts"));
}

#[test]
fn the_plain_mark_names_the_signer_on_a_page_of_the_fields_size() {
    let pdf = signature_stamp(&stamp(None)).unwrap();
    judges::assert_sound(&pdf);
    assert_eq!(judges::text(&pdf), "Đã ký Nguyễn Hoàng Bảo Khánh Vy");
    let info = judges::info(&pdf);
    assert!(info.contains("176 x 79 pts"), "{info}");
    assert!(
        info.lines()
            .any(|line| line.starts_with("Tagged:") && line.ends_with("no")),
        "{info}"
    );
}

#[test]
fn a_mark_fits_into_the_smallest_field_and_the_largest() {
    for (width, height) in [(40.0, 15.0), (90.0, 20.0), (400.0, 300.0)] {
        let pdf = signature_stamp(&SignatureStamp {
            width,
            height,
            ..stamp(None)
        })
        .unwrap();
        assert!(
            judges::info(&pdf)
                .lines()
                .any(|line| line.starts_with("Pages:") && line.ends_with(" 1"))
        );
    }
}

#[test]
fn an_image_stands_alone_without_text() {
    let pdf = signature_stamp(&stamp(Some(StampImage::Svg(SQUARE.as_bytes().to_vec())))).unwrap();
    judges::assert_sound(&pdf);
    assert_eq!(judges::text(&pdf), "");
}

#[test]
fn a_broken_image_is_refused() {
    let error = signature_stamp(&stamp(Some(StampImage::Png(b"no image".to_vec())))).unwrap_err();
    assert!(matches!(error, Error::Compile { .. }), "{error}");
}
