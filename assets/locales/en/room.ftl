# The room: reading, annotating, conducting.
viewer-desk = Document page. Arrows or Page Up and Page Down turn, plus and minus zoom.
viewer-page-waiting = Page { $page }. Loading.
viewer-page-not-here = Page { $page } is not on this tablet yet. It appears once there is a connection.
viewer-page-refused = Page { $page }. It cannot be shown.
viewer-page-unreadable = The server cannot read this page. Try again, or look at the printed paper and tell the secretary.
viewer-server-busy = The server is busy. The page appears by itself in a few seconds.
viewer-page-not-sent = The server cannot send this page. Try again, or tell the secretary.
viewer-page = Page { $page }
viewer-page-of = Page { $page } of { $all }
viewer-pages = Pages
viewer-back = Page back
viewer-forward = Page forward
viewer-go-to = Page { $page }/{ $all }. Choose another
viewer-page-number = Page number, 1 to { $all }
viewer-go = Go to page
viewer-no-such-page =
    { $all ->
        [one] The paper has one page.
       *[other] The paper has { $all } pages. Type a number from 1 to { $all }.
    }
viewer-outline = Contents
viewer-no-outline = This document has no table of contents.
viewer-scanned = Scanned page without a text layer.

ink-bar = Pen bar
ink-move-bar = Move the pen bar to another side
ink-pen-blue = Blue pen
ink-pen-red = Red pen
ink-pen-black = Black pen
ink-highlighter = Highlighter
ink-eraser = Eraser
ink-text = Text
ink-finger = Draw with a finger
ink-redo = Redo
ink-who-sees = Who sees the next stroke
ink-private = Only me
ink-secretary = To the secretary
ink-meeting = Whole meeting
ink-meeting-follows = Everybody in the meeting will see your notes as you write them. Private notes that are there already stay yours alone.
ink-share = Share
ink-now-meeting = Everyone will see what you write from now on.
ink-stays-private = { $why } The note stays with you alone.
ink-stays-shared = { $why } The note is still shared.
ink-stroke-cut = The stroke is too long, its end was not kept. Lift the pen and go on writing.
ink-highlight-cut = The highlight is too long, only its beginning was kept. Highlight the rest anew.
ink-not-kept = Not kept on this tablet
ink-shared-count = { $count } shared

notes-on-page = Notes on this page
notes-mine = Mine
notes-title = Notes
notes-write = Note
notes-text = Text
notes-only-me = Only you see this note.
notes-to-secretary = The secretary will see this note.
notes-to-meeting = Everyone will see this note.
notes-secretary-sees = The secretary sees this
notes-meeting-sees = The whole meeting sees this
notes-stop-sharing = Stop sharing
notes-ink = Ink
notes-highlight = Highlight
notes-none = No notes on this document yet.
notes-add = Add a note
notes-add-key = Shortcut: Alt + N
notes-shared = Shared.
notes-taken-back = No longer shared.
notes-not-taken-back = The sharing could not be taken back. Enter the room again to retry.
notes-not-saved = The note was not saved.
notes-not-reopened = This note could not be opened again.
notes-passed-over = { $count ->
    [one] The server did not take one private note. It stays on this tablet.
   *[other] The server did not take { $count } private notes. They stay on this tablet.
}
notes-closed = { $count ->
    [one] One private note was written on another tablet and opens only there.
   *[other] { $count } private notes were written on another tablet and open only there.
}
notes-key-on-tablet = Private notes are encrypted with a key that stays on this tablet.
notes-not-kept = This browser cannot keep private notes. Open the installed app.

item-pending = Not yet
item-not-reached = Not reached
item-open = In discussion
item-done = Done
item-postponed = Postponed
item-withdrawn = Withdrawn
item-minutes = { $minutes } min
item-minutes-of = { $spent }/{ $planned } min
item-closed-session = Closed session, paper copies only
paper-my-notes = Has my notes
paper-signatures = { $count ->
    [one] One digital signature on the file
   *[other] { $count } digital signatures on the file
}
paper-just-added = A paper was just added to item { $number }.
stamp-internal = Internal · { $name } · { $time } { $day }
paper-late = Added paper
paper-new-version = New version (version { $number }, { $when }):
paper-notes-on-old = Your notes are still on version { $number }. Open version { $number }

find = Find
find-in-paper = Find in this document
find-phrase = Words to find
find-hint = With or without Vietnamese marks.
find-none = Not found in this document.
find-scanned = This document is scanned and has no text to search.
find-pages = { $count ->
    [one] Found on { $count } page
   *[other] Found on { $count } pages
}
find-times = { $count ->
    [one] one place
   *[other] { $count } places
}
find-more = There are more pages. Type more to narrow it down.
find-incomplete = This document was just uploaded and is still being read. Search again in a few minutes.

newer-page = { $count ->
    [one] page { $pages }
   *[other] pages { $pages }
}
newer-written = Changed: { $pages }, where you have notes.
newer-changed = Changed: { $pages }.
newer-added = Added: { $pages }.
newer-removed = Left out: { $pages } of the previous version.
older-shown = You are reading version { $shown }. There is a newer one (version { $number }, { $when }).
older-open = Open version { $number }

stage-draft = Draft
stage-published = Published
stage-open = In session
stage-closed = Ended
stage-minutes = Minutes wait for signatures
stage-signed = Minutes signed
stage-archived = Archived
stage-cancelled = Cancelled

room-agenda = Agenda
room-leave = Back to meetings
room-item-of = Item { $number }/{ $all }
room-pen = Pen
room-notes = Notes
room-no-papers = No papers yet.
room-follow-label = How to read
room-follow = Follow
room-own = On my own
room-leading = Leading
room-leading-lost = Pages are not sent
room-seen = { $seen }/{ $all } tablets have seen it
room-back-to-page = Back to the presented page ({ $page })
room-last-known = when the connection was lost
room-break-until = Break until { $time }
room-not-invited = You are not invited to this meeting, or no longer on the list.
room-other-version = The app has a new version. Reload to go on.
room-signed-out = Your session has ended. Sign in again.
room-reload = Reload
room-failed = The meeting could not be opened
connection-back-sent = { $count ->
    [one] Connected again. One note was sent.
   *[other] Connected again. { $count } notes were sent.
}

dock = Conduct
dock-open = Open the meeting
dock-next = Next item
dock-presenter = Presenting
dock-lead = Lead pages
dock-conclude = Conclude
dock-more = More
conclude-item = Conclude item { $number }
conclude-no-item = No item is open.
conclude-text = Conclusion
conclude-keep = Record conclusion
more-break = Break
more-end-break = Go on
more-close-item = End this item
more-postpone = Postpone this item
more-withdraw = Withdraw this item
more-order = Change the order
more-pass-chair = Pass the chair to…
more-end = End the meeting
pass-title = Pass the chair to
pass-sure = Pass the chair to { $name }?
pass-follows = They lead the meeting from now on. To take it back, ask them or the secretary to pass it.
pass-act = Pass the chair
end-title = End the meeting?
end-why = Papers and shared notes cannot be added afterwards.
did-close-item = The item has ended.
did-postpone = The item is postponed.
did-withdraw = The item is withdrawn.
did-pass-chair = The chair was passed to { $name }.
did-strike-conclusion = The conclusion was removed.

refused-offline = There is no connection, so this was not done. Try again when it is back.
refused-not-allowed = You may not do this in this meeting.
refused-unknown-meeting = There is no such meeting.
refused-wrong-stage = The meeting's stage does not allow this.
refused-unknown-item = This item is no longer on the agenda.
refused-wrong-item-status = The item's status does not allow this.
refused-unknown-document = This document or page is gone.
refused-closed-session = An item in closed session uses paper; files cannot be added.
refused-unknown-person = This person is not in the directory or not in the meeting.
refused-person-needed = The chair and the secretaries stay on the list, and not as guests. Change the chair or secretary first.
refused-not-leading = Somebody else is leading.
refused-unknown-record = This entry is gone.
refused-bad-text = The text is empty or too long.
refused-bad-time = The time is not possible.
refused-too-many = The list is full.
refused-incomplete = A title, a chair, a time or an item is missing.
refused-nothing-to-do = Nothing would change.
refused-too-many-hands = There are more votes than people present.
refused-annotation = This note is gone or not valid.
refused-not-kept = The server could not keep it. Nothing changed; try again.
refused-unknown-unit = This unit is not in the directory.
page-failed = This page could not be opened
search-failed = The document could not be searched
room-your-item = Your item
