# The room: reading, annotating, conducting.
viewer-desk = Document page. Use the arrow keys or Page Up and Page Down to turn pages, plus and minus to zoom, 0 to fit the page.
viewer-fit = Zoomed to { $percent }% · Back to 100%
viewer-page-waiting = Page { $page }. Loading.
viewer-page-not-here = Page { $page } is not on this device yet. It appears when you are back online.
viewer-page-refused = Page { $page } could not be shown.
viewer-page-unreadable = The server cannot read this page. Try again, or use the printed copy and tell the secretary.
viewer-server-busy = The server is busy. The page will appear automatically in a few seconds.
viewer-page-not-sent = The server cannot send this page. Try again, or tell the secretary.
viewer-page = Page { $page }
viewer-page-noted = Page { $page }, notes of mine
viewer-noted = Notes
viewer-page-of = Page { $page } of { $all }
viewer-pages = Pages
viewer-back = Previous page
viewer-forward = Next page
viewer-go-to = Page { $page }/{ $all }. Choose another page
viewer-page-number = Page number, 1 to { $all }
viewer-go = Go to page
viewer-no-such-page =
    { $all ->
        [one] The paper has one page.
       *[other] The paper has { $all } pages. Enter a number from 1 to { $all }.
    }
viewer-outline = Contents
viewer-no-outline = This paper has no table of contents.
viewer-scanned = Scanned page without a text layer.

ink-bar = Pen toolbar
ink-move-bar = Move the pen toolbar to another side
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
ink-meeting-sure = Share with the whole meeting?
ink-meeting-follows = Everyone in the meeting will see your notes as you write them. Existing private notes stay visible only to you.
ink-share = Share
ink-now-meeting = Everyone will see what you write from now on.
ink-stays-private = { $why } The note is still visible only to you.
ink-stays-shared = { $why } The note is still shared.
ink-stroke-cut = The stroke is too long; its end was not kept. Lift the pen and continue writing.
ink-highlight-cut = The highlight is too long; only its beginning was kept. Highlight the rest separately.
ink-not-kept = Not kept on this device
ink-shared-count = { $count } shared

notes-on-page = Notes on this page
notes-mine = My note
notes-of = Note by { $name }
notes-title = Notes
notes-write = Note
notes-text = Text
notes-only-me = Only you will see this note.
notes-to-secretary = The secretary will see this note.
notes-to-meeting = Everyone will see this note.
notes-secretary-sees = Seen by the secretary
notes-meeting-sees = Seen by everyone
notes-stop-sharing = Stop sharing
notes-ink = Ink
notes-highlight = Highlight
notes-none = No notes on this paper yet.
notes-add = Add a note
notes-add-key = Shortcut: Alt + N
notes-shared = Shared.
notes-taken-back = No longer shared.
notes-not-taken-back = Sharing could not be stopped. Enter the room again, then retry.
notes-not-saved = The note was not saved.
notes-not-reopened = This note could not be reopened.
notes-passed-over = { $count ->
    [one] The server did not accept 1 private note. It is still on this device.
   *[other] The server did not accept { $count } private notes. They are still on this device.
}
notes-closed = { $count ->
    [one] 1 private note was written on another device and can be opened only there.
   *[other] { $count } private notes were written on another device and can be opened only there.
}
notes-key-on-tablet = Private notes are encrypted with a key that stays on this device.
notes-not-kept = This browser cannot keep private notes. Open the installed app.

item-pending = Not started
item-not-reached = Not discussed
item-open = In discussion
item-done = Done
item-postponed = Postponed
item-withdrawn = Withdrawn
item-minutes = { $minutes } min
item-minutes-of = { $spent }/{ $planned } min
item-closed-session = Closed session, printed copies only
paper-my-notes = You have notes
paper-signatures = { $count ->
    [one] 1 digital signature on the file
   *[other] { $count } digital signatures on the file
}
paper-just-added = A supplementary paper has just been added to item { $number }.
stamp-internal = Internal · { $name } · { $time } { $day }
paper-late = Supplementary
paper-new-version = New version (version { $number }, { $when }):
paper-notes-on-old = Your notes are still on version { $number }. Open version { $number }

find = Find
find-in-paper = Find in this paper
find-phrase = Words to find
find-hint = Vietnamese accents are optional.
find-none = Not found in this paper.
find-scanned = This paper is a scan and has no text to search.
find-pages = { $count ->
    [one] Found on { $count } page
   *[other] Found on { $count } pages
}
find-times = { $count ->
    [one] 1 place
   *[other] { $count } places
}
find-more = There are more pages. Type more to narrow the search.
find-incomplete = This paper has just been uploaded and its text is still being read. Search again in a few minutes.

newer-page = { $count ->
    [one] page { $pages }
   *[other] pages { $pages }
}
newer-written = Changed: { $pages }, where I have notes.
newer-changed = Changed: { $pages }.
newer-added = Added: { $pages }.
newer-removed = Removed: { $pages } from the previous version.
older-shown = You are reading version { $shown }. There is a newer version (version { $number }, { $when }).
older-open = Open version { $number }

stage-draft = Draft
stage-published = Published
stage-open = In session
stage-closed = Ended
stage-minutes = Minutes awaiting signature
stage-signed = Minutes signed
stage-archived = Archived
stage-cancelled = Called off

room-agenda = Agenda
room-leave = Back to meetings
room-item-of = Item { $number }/{ $all }
spoken-item = Item { $number } of { $all }, in discussion
spoken-your-item = Your item, in discussion
spoken-vote = Vote counted: { $approve } in favour, { $reject } against, { $abstain } abstained.
room-pen = Pen
room-notes = Notes
room-no-papers = No papers yet.
room-follow-label = How to view pages
room-follow = Follow
room-own = On my own
room-nobody-presents = No presenter yet
room-reads-alone = You are reading on your own
room-leading = Leading pages
room-leading-lost = Others do not see your page
room-seen = { $all ->
    [one] { $seen } of 1 device has seen this page
   *[other] { $seen } of { $all } devices have seen this page
}
room-back-to-page = Back to presenter ({ $page })
room-back-to-last = Back to last page ({ $page })
room-back-last-at = at { $time }
room-break-until = Break until { $time }
room-not-invited = You were not invited to this meeting, or are no longer a participant.
room-other-version = The app has a new version. Reload to continue.
room-signed-out = Your session has ended. Sign in again.
room-reload = Reload
room-failed = The meeting could not be opened
room-waits-reading = Waiting for the server. Papers on this device can be read.
room-waits-long = Waiting for the server to open the meeting room. This is taking longer than usual.
connection-back-sent = { $count ->
    [one] Back online. 1 note was sent.
   *[other] Back online. { $count } notes were sent.
}

dock = Meeting controls
dock-open = Open meeting
dock-next = Next item
dock-presenter = Presenting
dock-lead = Lead pages
dock-lead-end = Stop leading
dock-conclude = Conclude
dock-more = More
conclude-item = Conclusion on item { $number }
conclude-no-item = No item is open.
conclude-text = Conclusion
conclude-keep = Record conclusion
conclude-needs-words = Write the conclusion first.
more-break = Break
more-end-break = Resume
more-close-item = End this item
more-postpone = Postpone this item
more-withdraw = Withdraw this item
more-item = Item { $number }
more-meeting = Meeting
more-order = Change the order
more-pass-chair = Hand over the chair…
more-end = End the meeting
pass-title = Hand over the chair
pass-hint = Choose who takes the chair. You will be asked to confirm.
pass-hint-undo = Choose who takes the chair. You can undo it afterwards.
pass-sure = Hand over the chair to { $name }?
pass-follows = They will chair the meeting from now on. To take the chair back, ask them or the secretary to hand it over.
pass-act = Hand over the chair
end-title = End the meeting?
end-why = Papers and shared notes can no longer be added afterwards.
did-close-item = Item { $number } ended.
did-postpone = Item { $number } postponed.
did-withdraw = Item withdrawn.
did-withdraw-item = Item { $number } withdrawn.
did-pass-chair = The chair was handed over to { $name }.
did-strike-conclusion = Conclusion removed.

refused-offline = You are offline, so this was not done. Try again when you are back online.
refused-not-allowed = You are not allowed to do this in this meeting.
refused-unknown-meeting = This meeting does not exist.
refused-wrong-stage = This is not possible at the meeting’s current stage.
refused-unknown-item = This item is no longer on the agenda.
refused-wrong-item-status = This is not possible in the item’s current state.
refused-item-keeps-place = Items that were or are being discussed keep their place. Choose a place after them.
refused-unknown-document = This paper or page no longer exists.
refused-closed-session = Items in closed session use printed copies; files cannot be added.
refused-unknown-person = This person is not in the directory or not in the meeting.
refused-person-needed = The chair and the secretaries must stay on the list and cannot be guests. Change the chair or secretary first.
refused-not-leading = Someone else is leading the pages.
refused-unknown-record = This entry no longer exists.
refused-bad-text = The text is empty or too long.
refused-bad-time = The time is invalid.
refused-too-many = The list is full.
refused-incomplete = The name, the chair, the time or an agenda item is missing.
refused-nothing-to-do = There is nothing to change.
refused-too-many-hands = There are more votes than people present.
refused-annotation = This note no longer exists or is invalid.
refused-not-kept = The server could not save this. Nothing was changed; try again.
refused-unknown-unit = This unit is not in the directory.
page-failed = This page could not be opened
search-failed = This paper could not be searched
room-your-item = Your item
