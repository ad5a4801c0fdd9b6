//! Coming into one meeting by a pass: a code that a secretary gave, or a tablet of the room that was lent. The session
//! reaches that meeting alone, and what it leaves on the device is wiped when it ends (rules DO-1 to DO-10).

pub mod api;
pub mod found;
pub mod in_room;
pub mod left;
pub mod model;
pub mod room_tablet;
pub mod visit;
