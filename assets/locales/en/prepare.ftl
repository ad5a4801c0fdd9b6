# Preparing from what is there: copying, pasting an agenda, pasting people.
meeting-more = More actions
meeting-more-for = More actions for { $title }
copy-meeting = Copy meeting
copy-begin = Start from an earlier meeting
copy-choose = Meeting to copy
copy-choose-failed = The meetings could not be loaded
copy-cut-off = Copying a meeting needs a connection.
copy-search = Search by name, accents optional
copy-search-none = No meetings match that name.
copy-none = You have not prepared any meetings yet. Create a new one.
copy-failed = The meeting to copy could not be loaded
copy-not-yours = Only a secretary who prepared this meeting can copy it.
copy-from = Copied from
copy-new = The new meeting
copy-renamed = Previously: { $old }
copy-same-name = Same name as before. Change it if needed.
copy-no-day = No date yet. You can choose one later.
copy-day = { $day }
copy-day-week = { $day }, same weekday as last time
copy-day-month = { $day }, same week of the month as before
copy-comes = What is copied
copy-stays = Not copied: papers, attendance, opinions, votes, conclusions, dossier number, invitation number.
copy-foot = Only secretaries and the chair see the draft until it is published.
copy-foot-cut-off = Creating the draft needs a connection.
copy-make = Create draft
did-copy = Draft created from the earlier meeting.
copy-left-out = { $count ->
    [one] 1 person was left out
   *[other] { $count } people were left out
}
copy-left-out-help = Add whoever takes their place under Participants.
copy-left = No longer works here.
copy-position-ended = Their position has ended, and they hold no other.
copy-substitute = Attended as a substitute; the person they stood in for is invited again.

paste-agenda = Paste an agenda
paste-agenda-label = Agenda from Word, Excel or a message
paste-agenda-help = Paste with Ctrl + V, or touch and hold the box and choose Paste. Tables and numbered lists are recognised.
paste-fetch = Paste from the clipboard
paste-clear = Clear and paste again
paste-nothing = There is no text on the clipboard.
paste-refused = The browser does not allow reading the clipboard. Touch and hold the box and choose Paste.
paste-preview = Items recognised
paste-found = { $count ->
    [one] 1 item recognised
   *[other] { $count } items recognised
}
paste-doubtful = { $count } to check
paste-found-nothing = No items recognised yet. Paste the part that lists the items, one per line.
paste-cut = The text is too long; only the beginning was read.
paste-left-out = { $count ->
    [one] 1 line left out
   *[other] { $count } lines left out
}
paste-take-line = Add as an item
paste-why-heading = Meeting name or details
paste-why-head = Table heading
paste-why-section = Section heading
paste-why-closing = Recipients or signature
paste-why-loose = No number, on its own
paste-correct = Edit
paste-take = Add: { $title }
paste-untitled = No name yet
paste-no-facts = No presenting unit or planned time yet
paste-doubt-title-long = The name is longer than { $most } characters: shorten it.
paste-doubt-body-long = The presenting unit is longer than { $most } characters: shorten it.
paste-doubt-title-short = The name is very short: is this an item?
paste-doubt-minutes = Enter 0 to { $most } minutes.
paste-doubt-body = Check the presenting unit: it may be part of the name.
paste-doubt-person = The person named is not a participant.
paste-doubt-presenter = The presenter “{ $name }” is not a participant.
paste-doubt-number = This line has no number.
paste-add-none = Add items
paste-add = Add { $count ->
    [one] 1 item
   *[other] { $count } items
}
paste-mend-first = { $count ->
    [one] 1 item
   *[other] { $count } items
} must be corrected or left out first.
paste-too-many = An agenda can have at most { $most } items; there is room for { $left } more.
did-paste-agenda = { $count ->
    [one] 1 item was added.
   *[other] { $count } items were added.
}

paste-people = Paste a list
paste-people-label = People from Excel, Word or a message
paste-people-help = One person per line: name, position, unit in any order.
paste-people-failed = The directory could not be loaded.
paste-people-preview = People recognised
paste-people-nothing = No one was recognised. Paste lines with full names.
paste-people-adds = { $count } to add
paste-people-has = { $count } already added
paste-people-unclear = { $count } unclear
paste-people-unknown = { $count } not in the directory
paste-people-add-none = Add people
paste-people-cut = The list is too long; only the first 500 people were read.
paste-people-same-name = Several people in the directory have this name.
paste-people-other-unit = The person with this name is in another unit.
paste-people-like-name = No one has exactly this name. Did you mean:
paste-people-by-position = No name is given. This position is held by:
paste-people-choose = Choose the person
paste-people-right = Yes, this person
paste-people-twice = Already listed above.
paste-people-there = Already a participant.
paste-people-missing = Not in the directory yet
paste-people-missing-count = { $count ->
    [one] 1 person is not in the directory.
   *[other] { $count } people are not in the directory.
} Ask the administrator to add them.
paste-people-copy = Copy { $count ->
    [one] this line
   *[other] these lines
}
paste-people-copied = Copied. Paste them into a message to the administrator.
paste-people-not-copied = The browser does not allow copying.
paste-people-asks = { $count ->
    [one] 1 line with no one chosen
   *[other] { $count } lines with no one chosen
} will not be added.
paste-people-absent = { $count ->
    [one] 1 line names someone
   *[other] { $count } lines name people
} not in the directory and will not be added.
paste-people-stay = { $count } lines will not be added: { $unclear } with no one chosen, { $missing } not in the directory.
paste-people-add = Add { $count ->
    [one] 1 person
   *[other] { $count } people
}
did-paste-people = { $count ->
    [one] 1 person was added to the participants.
   *[other] { $count } people were added to the participants.
}

letters-send = Send email
letters-title = Send email
letters-kind = Type of email
letters-invitation = Invitation
letters-update = Update
letters-reminder = Reminder
letters-invitation-what = One email per person: time, place, the items they may see and a calendar entry.
letters-update-what = The invitation is sent again with its current details; the calendar entry is replaced.
letters-reminder-what = Goes only to those who have not replied.
letters-note = Add a message
letters-note-help = Guests do not receive this message, and see only the items they are invited to.
letters-without = { $count ->
    [one] 1 person has no email address: { $names }. Tell them some other way, or ask your administrator to add one.
   *[other] { $count } people have no email address: { $names }. Tell them some other way, or ask your administrator to add one.
}
letters-without-any = { $count ->
    [one] The person has no email address.
   *[other] None of these { $count } people has an email address.
} Tell them another way, or ask an administrator to add an address.
letters-all-replied = Everyone has replied; no one needs a reminder.
letters-go = { $count ->
    [one] Send to 1 person
   *[other] Send to { $count } people
}
letters-sent = { $count ->
    [one] Sending 1 email.
   *[other] Sending { $count } emails.
}
letters-wait = { $count ->
    [one] { $count } email waits for the mail server.
   *[other] { $count } emails wait for the mail server.
}
letters-call-back = Recall
letters-call-back-title = Recall the waiting emails?
letters-call-back-follows = { $count ->
    [one] { $count } email that has not gone will not be sent.
   *[other] { $count } emails that have not gone will not be sent.
} You can send another one later.
did-call-back = { $count ->
    [one] { $count } email recalled.
   *[other] { $count } emails recalled.
}
letters-gone = The emails had already been sent.
letter-waiting = Email waiting to be sent
letter-sent = Email sent { $time }
letter-failed = Email could not be sent
letter-sender-refused = The mail server refuses to send; tell your administrator
letter-called-back = Email recalled

call-off-draft = Delete draft
call-off-draft-title = Delete this draft?
call-off-draft-follows = “{ $title }” will disappear from every list, with its agenda and uploaded papers. This cannot be undone.
did-call-off-draft = Draft “{ $title }” deleted.
call-off = Call off meeting
call-off-title = Call off this meeting?
call-off-follows = { $count ->
    [one] 1 participant
   *[other] { $count } participants
} will see that the meeting is called off, and why. A meeting that was called off cannot be reopened, but you can copy it to hold it another time.
call-off-reason = Reason for calling it off
call-off-reason-help = No email is sent. If people need to know right away, message them yourself.
call-off-choose-reason = Choose a reason
did-call-off = Meeting called off.
called-off-by = Called off by { $name }, { $time }.
called-off-at = Called off { $time }.
called-off-why = Reason:
called-off-was = Was scheduled for { $when }
called-off-copy = Copy to reschedule
duty-called-off = Meeting called off
duty-called-off-act = View
