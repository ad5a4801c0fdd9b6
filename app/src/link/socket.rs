//! The socket of a meeting: connects, speaks the handshake, connects again, and hands messages on.
//!
//! It knows nothing of rooms or pages: its [`Listener`] says what to greet with and takes what comes. It never
//! gives up while it lives, and holds no connection for alive that has gone silent; dropping it closes the socket.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::ArrayBuffer;
use nghisu_protocol::socket::{ClientMessage, FIRST_CREDIT, ServerMessage, close};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::backoff;
use super::images::{Arrived, Assembler};
use super::pulse::{self, Look, Pulse};

/// How the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Not yet, or again.
    Connecting,
    /// The handshake is done.
    Connected,
    /// Lost; trying again.
    Lost,
    /// The server closed it for good, with this code.
    Ended(u16),
}

/// Whoever uses the socket.
pub trait Listener {
    /// The handshake's first message, with what the tablet already has.
    fn hello(&self) -> ClientMessage;
    /// The server said something.
    fn heard(&self, message: ServerMessage);
    /// An image arrived.
    fn image(&self, image: Arrived);
    /// A connection failed before it stood: a browser does not tell whether there is no way to the server, or the server
    /// said no. It is tried again all the same.
    fn failed(&self);
    /// The connection changed.
    fn connection(&self, connection: Connection);
}

/// The handler that looks at the pulse, which must live as long as its interval.
type Interval = (Closure<dyn FnMut()>, i32);

struct Inner {
    url: String,
    listener: Rc<dyn Listener>,
    socket: RefCell<Option<Live>>,
    attempt: Cell<u32>,
    timer: Cell<Option<i32>>,
    pulse: Cell<Pulse>,
    look: RefCell<Option<Interval>>,
    is_dropped: Cell<bool>,
    wake: RefCell<Option<Closure<dyn FnMut()>>>,
}

/// A socket with its handlers, which must live as long as it does.
struct Live {
    socket: WebSocket,
    _open: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
}

/// A meeting's socket. See the module.
pub struct Socket(Rc<Inner>);

impl Socket {
    /// Connects to a path of this server.
    pub fn open(path: &str, listener: Rc<dyn Listener>) -> Self {
        let location = web_sys::window().map(|window| window.location());
        let origin = location
            .and_then(|location| location.origin().ok())
            .unwrap_or_default();
        let url = format!("{}{path}", origin.replacen("http", "ws", 1));
        let inner = Rc::new(Inner {
            url,
            listener,
            socket: RefCell::new(None),
            attempt: Cell::new(0),
            timer: Cell::new(None),
            pulse: Cell::new(Pulse::default()),
            look: RefCell::new(None),
            is_dropped: Cell::new(false),
            wake: RefCell::new(None),
        });
        // A tablet that wakes or finds its network again does not wait for its timer.
        let weak = Rc::downgrade(&inner);
        let wake = Closure::<dyn FnMut()>::new(move || {
            let Some(inner) = weak.upgrade() else { return };
            if !Inner::connect_at_once(&inner) {
                Inner::expect_an_answer(&inner);
            }
        });
        if let Some(window) = web_sys::window() {
            let _ =
                window.add_event_listener_with_callback("online", wake.as_ref().unchecked_ref());
            if let Some(document) = window.document() {
                let _ = document.add_event_listener_with_callback(
                    "visibilitychange",
                    wake.as_ref().unchecked_ref(),
                );
            }
        }
        *inner.wake.borrow_mut() = Some(wake);
        Inner::look_at_the_pulse(&inner);
        Inner::connect(&inner);
        Self(inner)
    }

    /// Connects now, where it would be tried later.
    pub fn try_now(&self) {
        Inner::connect_at_once(&self.0);
    }

    /// Says something; `false` when there is no connection, and nothing was said.
    pub fn say(&self, message: &ClientMessage) -> bool {
        self.0.say(message)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.0.is_dropped.set(true);
        self.0.stop_timer();
        if let (Some((_, interval)), Some(window)) =
            (self.0.look.borrow_mut().take(), web_sys::window())
        {
            window.clear_interval_with_handle(interval);
        }
        if let (Some(wake), Some(window)) = (self.0.wake.borrow_mut().take(), web_sys::window()) {
            let _ =
                window.remove_event_listener_with_callback("online", wake.as_ref().unchecked_ref());
            if let Some(document) = window.document() {
                let _ = document.remove_event_listener_with_callback(
                    "visibilitychange",
                    wake.as_ref().unchecked_ref(),
                );
            }
        }
        self.0.hang_up();
    }
}

impl Inner {
    fn connect(this: &Rc<Self>) {
        this.stop_timer();
        this.hang_up();
        if this.is_dropped.get() {
            return;
        }
        this.pulse.set(Pulse::new(js_sys::Date::now()));
        this.listener.connection(Connection::Connecting);
        let Ok(socket) = WebSocket::new(&this.url) else {
            Self::connect_later(this);
            return;
        };
        socket.set_binary_type(BinaryType::Arraybuffer);

        let weak: Weak<Self> = Rc::downgrade(this);
        let has_stood = Rc::new(Cell::new(false));
        let stands = has_stood.clone();
        let open = Closure::<dyn FnMut()>::new(move || {
            stands.set(true);
            if let Some(inner) = weak.upgrade() {
                inner.note_life();
                let hello = inner.listener.hello();
                inner.say(&hello);
            }
        });
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));

        let weak = Rc::downgrade(this);
        let assembler = RefCell::new(Assembler::default());
        let received = Cell::new(0_u32);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(inner) = weak.upgrade() else { return };
            inner.note_life();
            let data = event.data();
            if let Some(text) = data.as_string() {
                inner.hear(&text);
            } else if let Ok(frame) = data.dyn_into::<ArrayBuffer>() {
                received.set(received.get() + frame.byte_length());
                // Credit goes back in quarters, so that the server never waits for a full round trip.
                if received.get() >= FIRST_CREDIT / 4 {
                    inner.say(&ClientMessage::Credit {
                        bytes: received.take(),
                    });
                }
                match assembler.borrow_mut().take(&frame) {
                    Ok(Some(image)) => inner.listener.image(image),
                    Ok(None) => {}
                    Err(fault) => web_sys::console::warn_1(&fault.to_string().into()),
                }
            }
        });
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));

        let weak = Rc::downgrade(this);
        let closed = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            let Some(inner) = weak.upgrade() else { return };
            match event.code() {
                code @ (close::SIGNED_OUT | close::NOT_INVITED | close::OTHER_VERSION) => {
                    inner.listener.connection(Connection::Ended(code));
                }
                _ => {
                    Self::connect_later(&inner);
                    if !has_stood.get() {
                        inner.listener.failed();
                    }
                }
            }
        });
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        *this.socket.borrow_mut() = Some(Live {
            socket,
            _open: open,
            _message: message,
            _close: closed,
        });
    }

    fn note_life(&self) {
        let mut pulse = self.pulse.get();
        pulse.heard(js_sys::Date::now());
        self.pulse.set(pulse);
    }

    fn ask_for_life(&self) {
        self.say(&ClientMessage::Ping { token: 0 });
    }

    /// Looks every few seconds whether the server is still heard.
    fn look_at_the_pulse(this: &Rc<Self>) {
        let weak = Rc::downgrade(this);
        let look = Closure::<dyn FnMut()>::new(move || {
            let Some(inner) = weak.upgrade().filter(|inner| inner.has_socket()) else {
                return;
            };
            let mut pulse = inner.pulse.get();
            let look = pulse.look(js_sys::Date::now());
            inner.pulse.set(pulse);
            match look {
                Look::Ask => inner.ask_for_life(),
                Look::HangUp => Self::lose(&inner),
            }
        });
        let interval = web_sys::window().and_then(|window| {
            window
                .set_interval_with_callback_and_timeout_and_arguments_0(
                    look.as_ref().unchecked_ref(),
                    pulse::EVERY,
                )
                .ok()
        });
        *this.look.borrow_mut() = interval.map(|interval| (look, interval));
    }

    /// A tablet that wakes, or finds its network again, may hold a connection that has died meanwhile.
    fn expect_an_answer(this: &Rc<Self>) {
        let window = web_sys::window();
        let is_hidden = window
            .as_ref()
            .and_then(web_sys::Window::document)
            .is_some_and(|document| document.hidden());
        if is_hidden || !this.is_open() {
            return;
        }
        this.ask_for_life();
        let asked = js_sys::Date::now();
        let weak = Rc::downgrade(this);
        let look = Closure::once_into_js(move || {
            let Some(inner) = weak.upgrade() else { return };
            let is_late = js_sys::Date::now() - asked > 2.0 * f64::from(pulse::WAKING);
            if inner.is_open() && !is_late && !inner.pulse.get().has_answered(asked) {
                Self::lose(&inner);
            }
        });
        if let Some(window) = window {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
                look.unchecked_ref(),
                pulse::WAKING,
            );
        }
    }

    /// Whether there is a connection, or one under way; not after the server has ended it.
    fn has_socket(&self) -> bool {
        let socket = self.socket.borrow();
        let lives = |live: &Live| live.socket.ready_state() != WebSocket::CLOSED;
        socket.as_ref().is_some_and(lives) && self.timer.get().is_none()
    }

    fn is_open(&self) -> bool {
        let socket = self.socket.borrow();
        socket
            .as_ref()
            .is_some_and(|live| live.socket.ready_state() == WebSocket::OPEN)
    }

    /// Gives up a connection that nobody answers on, and makes another.
    fn lose(this: &Rc<Self>) {
        this.hang_up();
        Self::connect_later(this);
    }

    fn hear(&self, text: &str) {
        match serde_json::from_str::<ServerMessage>(text) {
            Ok(message) => {
                if matches!(message, ServerMessage::Welcome { .. }) {
                    self.attempt.set(0);
                    self.listener.connection(Connection::Connected);
                }
                self.listener.heard(message);
            }
            Err(error) => {
                web_sys::console::warn_1(&format!("a message does not read: {error}").into())
            }
        }
    }

    fn say(&self, message: &ClientMessage) -> bool {
        let Ok(text) = serde_json::to_string(message) else {
            return false;
        };
        let socket = self.socket.borrow();
        let Some(live) = socket.as_ref() else {
            return false;
        };
        live.socket.ready_state() == WebSocket::OPEN && live.socket.send_with_str(&text).is_ok()
    }

    /// Connects where a timer waits to; whether one did.
    fn connect_at_once(this: &Rc<Self>) -> bool {
        let waits = this.timer.get().is_some();
        if waits {
            this.attempt.set(0);
            Self::connect(this);
        }
        waits
    }

    fn connect_later(this: &Rc<Self>) {
        if this.is_dropped.get() || this.timer.get().is_some() {
            return;
        }
        this.listener.connection(Connection::Lost);
        let attempt = this.attempt.replace(this.attempt.get().saturating_add(1));
        let weak = Rc::downgrade(this);
        let again = Closure::once_into_js(move || {
            if let Some(inner) = weak.upgrade() {
                inner.timer.set(None);
                Self::connect(&inner);
            }
        });
        let delay = backoff::delay(attempt, js_sys::Math::random()) as i32;
        if let Some(window) = web_sys::window() {
            let timer = window
                .set_timeout_with_callback_and_timeout_and_arguments_0(again.unchecked_ref(), delay)
                .ok();
            this.timer.set(timer);
        }
    }

    fn stop_timer(&self) {
        if let (Some(timer), Some(window)) = (self.timer.take(), web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
    }

    fn hang_up(&self) {
        if let Some(live) = self.socket.borrow_mut().take() {
            live.socket.set_onopen(None);
            live.socket.set_onmessage(None);
            live.socket.set_onclose(None);
            let _ = live.socket.close();
        }
    }
}
