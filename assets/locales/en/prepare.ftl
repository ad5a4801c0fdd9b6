# Preparing from what is there: copying, pasting an agenda, pasting people.
meeting-more = More for this meeting
meeting-more-for = More for { $title }
copy-meeting = Copy the meeting
copy-begin = Begin with an earlier meeting
copy-choose = Begin with an earlier meeting
copy-choose-failed = The meetings could not be fetched.
copy-search = Search by name, accents optional
copy-search-none = No meeting has such a name.
copy-none = You have prepared no meeting yet. Create a new one.
copy-failed = The meeting to be copied could not be fetched.
copy-not-yours = Only a secretary who prepared this meeting can copy it.
copy-from = Copied from
copy-new = The new meeting
copy-renamed = Before: { $old }
copy-same-name = The name stays. Change it where needed.
copy-no-day = No day yet. It can be chosen later.
copy-day = { $day }
copy-day-week = { $day }, the same weekday as before
copy-day-month = { $day }, the same weekday of the month as last time
copy-comes = What is copied
copy-stays = Not copied: papers, attendance, opinions, votes, conclusions, dossier code, invitation number.
copy-foot = Only secretaries and the chair see the draft until it is published.
copy-make = Create draft
did-copy = The draft was made from the earlier meeting.
copy-left-out = { $count ->
    [one] 1 person was left out
   *[other] { $count } people were left out
}
copy-left-out-help = Add whoever takes their place under Participants.
copy-left = Has left the office.
copy-position-ended = Their position has ended, and they hold no other.
copy-substitute = Attended as a substitute; the person they stood in for is invited again.

paste-agenda = Paste an agenda
paste-agenda-label = Agenda from Word, Excel or a message
paste-agenda-help = Paste with Ctrl + V, or hold a finger on the box and choose Paste. Tables and numbered lists are read.
paste-fetch = Paste from the clipboard
paste-clear = Clear and paste again
paste-nothing = There is no text on the clipboard.
paste-refused = The browser does not give the clipboard. Hold a finger on the box and choose Paste.
paste-preview = Items recognised
paste-found = { $count ->
    [one] 1 item recognised
   *[other] { $count } items recognised
}
paste-doubtful = { $count } to be checked
paste-found-nothing = No item was recognised. Paste the part that lists the items.
paste-cut = The text is too long; only its beginning was read.
paste-left-out = { $count ->
    [one] 1 line left out
   *[other] { $count } lines left out
}
paste-take-line = Add as an item
paste-why-heading = Meeting title or details
paste-why-head = Head of the table
paste-why-section = Name of a section
paste-why-closing = Recipients or signature
paste-why-loose = No number, stands apart
paste-correct = Edit
paste-take = Add: { $title }
paste-untitled = No title yet
paste-no-facts = No presenting unit or minutes yet
paste-doubt-title-long = The title is longer than { $most } characters: shorten it.
paste-doubt-body-long = The presenting unit is longer than { $most } characters: shorten it.
paste-doubt-title-short = The title is very short: is this an item?
paste-doubt-minutes = Enter 0 to { $most } minutes.
paste-doubt-body = Check the presenting unit: it may be a part of the title.
paste-doubt-person = The person named is not among the participants.
paste-doubt-number = This line has no number.
paste-add = Add { $count ->
    [one] 1 item
   *[other] { $count } items
}
paste-mend-first = { $count ->
    [one] 1 item has
   *[other] { $count } items have
} to be corrected first, or left out.
paste-too-many = An agenda holds { $most } items at most; { $left } more fit.
did-paste-agenda = { $count ->
    [one] 1 item was added.
   *[other] { $count } items were added.
}

paste-people = Paste a list
paste-people-label = People from Excel, Word or a message
paste-people-help = One person per line: name, position, unit in any order.
paste-people-failed = The directory could not be loaded.
paste-people-preview = People recognised
paste-people-nothing = Nobody was recognised. Paste lines with full names.
paste-people-found = { $found } of { $count } people found
paste-people-cut = The list is too long; only the first 500 people were read.
paste-people-same-name = Several people of the directory have this name.
paste-people-other-unit = The person with this name is in another unit.
paste-people-like-name = Nobody has exactly this name. Is it:
paste-people-by-position = No name is given. The position is held by:
paste-people-choose = Choose the person
paste-people-right = Yes, this person
paste-people-twice = Named above already.
paste-people-there = Already a participant.
paste-people-missing = Not in the directory yet
paste-people-missing-count = { $count ->
    [one] 1 person is not in the directory.
   *[other] { $count } people are not in the directory.
} Ask the administrator to add them.
paste-people-copy = Copy these lines
paste-people-copied = Copied. Paste them into a message to the administrator.
paste-people-not-copied = The browser does not let anything be copied.
paste-people-asks = { $count ->
    [one] 1 line has nobody chosen and is
   *[other] { $count } lines have nobody chosen and are
} not added.
paste-people-add = Add { $count ->
    [one] 1 person
   *[other] { $count } people
}
did-paste-people = { $count ->
    [one] 1 person was added to the participants.
   *[other] { $count } people were added to the participants.
}

letters-send = Send e-mail
letters-title = Send e-mail
letters-kind = Kind of letter
letters-invitation = Invitation
letters-update = Something changed
letters-reminder = Reminder
letters-invitation-what = A letter for each person: time, place, the items they may see, and an entry for their calendar.
letters-update-what = The invitation is sent again as it is now; the entry in the calendar is replaced.
letters-reminder-what = Goes only to those who have not answered.
letters-note = Add a message
letters-note-help = Guests do not get this message, and see only the items they are invited to.
letters-without = { $count ->
    [one] 1 person has no e-mail address: { $names }. Tell them in another way, or ask your administrator to add it.
   *[other] { $count } people have no e-mail address: { $names }. Tell them in another way, or ask your administrator to add it.
}
letters-nobody = There is nobody to send to.
letters-go = { $count ->
    [one] Send to 1 person
   *[other] Send to { $count } people
}
letters-sent = { $count ->
    [one] Sending 1 letter.
   *[other] Sending { $count } letters.
}
letter-waiting = E-mail waiting to be sent
letter-sent = E-mail sent { $time }
letter-failed = E-mail could not be sent
