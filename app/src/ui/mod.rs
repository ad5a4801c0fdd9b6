//! The primitives that every screen is made of, on native elements: what the browser does well (focus, Esc,
//! composition, radio keys) stays the browser's. A screen that needs a new primitive adds it here.
//!
//! Text properties are `Signal<String>`: pass `move_tr!("key")`, so that a switch of language is seen at once.

pub mod asking;
pub mod awake;
pub mod bar;
pub mod button;
pub mod choice;
pub mod dialog;
pub mod fetch;
pub mod field;
pub mod focus;
pub mod frame;
pub mod icon;
pub mod menu;
pub mod one_time_code;
pub mod openings;
pub mod pause;
pub mod pieces;
pub mod reason;
pub mod sheet_form;
pub mod states;
pub mod tabs;
pub mod toast;
pub mod whole;

pub use asking::Asking;
pub use bar::Strips;
pub use button::{
    Button, ButtonKind, DownloadLink, IconButton, LinkButton, Progress, Size, Spinner, is_cut_off,
};
pub use choice::{Checkbox, Choice, Segmented, Select, Suggestions};
pub use dialog::{Confirm, Dialog, DialogAbout, Place};
pub use fetch::{Fetch, Load, Loaded};
pub use field::{DateField, Ground, TextArea, TextField};
pub use frame::{Frame, Screen};
pub use icon::{Icon, Svg};
pub use menu::{Menu, MenuItem};
pub use one_time_code::OneTimeCode;
pub use openings::Openings;
pub use pieces::{Banner, Chip, ListRow, Person, StatusWord, Tone};
pub use reason::ReasonDialog;
pub use sheet_form::{Sending, SheetForm};
pub use states::{Again, EmptyState, ErrorState, NotFound, Shape, Skeleton};
pub use tabs::{NavTab, NavTabs, Tab, TabPanel, Tabs};
pub use toast::{About, ToastRegion, Toasts, use_toasts};
pub use whole::kept_whole;
