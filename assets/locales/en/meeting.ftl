# The calendar and the meeting's editor.
and = and
yes = Yes
no = No

today = Today
hour-until = until { $time }
today-none = No more meetings today.
coming = Upcoming
past = Past
past-more = Show { $count } more
no-day = No date yet
day-long = { $weekday }, { $date }
chaired-by = Chair:
you-chair = You are the chair
you-secretary = You are a secretary
you-delegate = You are a delegate
you-guest = You are a guest
you-clerk = You are viewing this as a clerk
you-outsider = You are not taking part
starts-in = Starts in { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
item-open-of = Discussing item { $number } of { $count }
items-done-of = { $done } of { $count } items done
papers-count = { $count ->
    [one] 1 paper
   *[other] { $count } papers
} ({ $pages ->
    [one] 1 page
   *[other] { $pages } pages
})
meeting-create = Create meeting
meeting-edit = Edit
meeting-go-on = Continue editing
meeting-untitled = Untitled meeting
meeting-made-at = Created at { $time } on { $date }
enter-room = Enter the room

editor = Prepare meeting
editor-not-yours = Only the secretaries and the chair can prepare this meeting.
tab-details = Details
tab-agenda = Agenda
tab-people = Participants
tab-invitation = Invitation
saving = Saving…
saved-at = Saved at { $time }
saved-before-loss = Saved before the connection was lost
saved-later = Saves when you are back online
not-saved = Not saved

form-title = Meeting name
form-title-placeholder = Regular session for…
form-kind = Type
kind-meeting = Meeting
kind-session = Committee session
form-unit = Organising unit
form-unit-none = Not chosen
form-date = Date
form-starts = Starts
form-ends = Ends
form-hour-example = hh:mm
form-ends-bad = The end must be after the start.
form-ends-next-day = On { $day }.
form-hour-bad = This time does not exist. Write it like 08:30.
form-place = Room
form-chair = Chair
form-chair-choose = Choose the chair
form-secretaries = Secretaries
form-secretaries-choose = Choose secretaries
form-dossier = Dossier number
form-invitation = Invitation number
form-notice = Notice of conclusions

items-count = { $count } { $count ->
        [one] item
       *[other] items
    }
items-none = No items yet. Add the first one.
item-add = Add item
item-add-next = Add and continue
item-edit = Edit item
item-more = Item actions
item-remove = Remove this item
item-remove-title = Remove this item and its papers?
item-remove-why = This item has papers. They will be removed with it and cannot be restored; to use them again, you must upload them again.
item-title = Item name
item-title-needed = Enter a name for the item.
item-body = Presenting unit
item-presenter = Presenter
item-presenter-none = Not chosen
item-minutes-label = Planned time (minutes)
item-minutes-bad = Enter 0 to 600 minutes.
item-closed = Closed session
item-closed-help = Printed copies only; no files are uploaded.
did-remove-item = Item removed.
order-hint = Drag to change the order, or press Alt + ↑ ↓
order-handle = Change the order: { $name }
order-said = Moved to position { $place }.

drop-here = Drop all files here. Files whose names start with a number go to that item.
choose-file = Choose a file
choose-files = Choose files
add-file = Add a file
choose-again = Choose again
papers-none = No papers yet
pages-count = { $count } { $count ->
        [one] page
       *[other] pages
    }
paper-version = Version { $number }
paper-more = Paper actions
paper-rename = Rename paper
paper-title = Paper name
paper-remove = Remove this paper
paper-remove-title = Remove this paper?
paper-remove-why = All its versions will be removed from the meeting. To use it again, you must upload it again.

upload-title = Upload papers
upload-item = Item for this file
upload-which-item = Choose the item
upload-choose-secrecy = Choose classification
upload-secret = Secret papers cannot be uploaded
upload-choose-item = Choose an item for each file
upload-start = Upload { $count } { $count ->
        [one] file
       *[other] files
    }
upload-progress = Upload progress
upload-waiting = Waiting · { $size }
upload-sending = Uploading { $sent }/{ $size }
upload-behind = Waiting for this item’s earlier file
upload-paused = Paused at { $sent }/{ $size }
upload-offline = No connection, resumes automatically · { $sent }/{ $size }
upload-signed-out = Your session has ended; resumes when you sign in again · { $sent }/{ $size }
upload-busy = The server is busy, resumes automatically · { $sent }/{ $size }
upload-on-another = Being uploaded from another device of mine { $sent }/{ $size }
upload-interrupted = The last upload was not finished. Choose the same file again to resume.
upload-checking = Checking the file · { $size }
upload-trouble = { $why } The file will be checked again automatically.
upload-elsewhere = { $name } is uploading { $sent }/{ $size }
upload-left = { $name } stopped uploading at { $sent }/{ $size } more than 10 minutes ago
upload-anew = “{ $name }” is not the file of the last upload, so it is being uploaded from the beginning.
upload-gone = “{ $name }”: this upload was discarded elsewhere.
upload-discard-title = Discard “{ $name }”, which someone else is uploading?
upload-discard-why = What has been uploaded will be deleted. They will have to upload it again from the beginning.
upload-asking = Page 1 contains the word “{ $mark }”. Please check: is this a secret paper?
upload-pause = Pause
upload-resume = Resume
upload-dismiss = Discard file
mark-is-secret = Yes, it is secret
mark-not-secret = No, not secret
file-empty = The file is empty (0 bytes). Export the PDF again and upload it.
file-unread = This device can no longer read the file: it was changed, moved or deleted. Choose it again.
file-too-large = The file is larger than 500 MB. Split it into several files.
file-not-pdf = The file is not a PDF. Export it as a PDF and upload it.
secrecy = Classification
secrecy-normal = Normal
secrecy-internal = Internal
secrecy-secret = State secret
secrecy-internal-help = Each page will show the reader’s name.
secrecy-refused = Papers that contain state secrets must not be uploaded to this system. Use printed copies.
replace-title = Replace with a new version
replace-reason = Reason for replacing
replace-reason-help = Participants will see this reason.
replace-choose-reason = Choose a reason
replace-choose-file = Choose the file first
replace-start = Upload new version

people-count = { $count } { $count ->
        [one] participant
       *[other] participants
    }
people-add = Add from the directory
people-add-as = Add as
people-search = Search by name or position, accents optional
people-none = No one was found.
people-chosen = Chosen
people-order-hint = Order: drag the handle, or press Alt + ↑ ↓
people-role = Role
people-more = Participant actions
people-more-for = Actions for { $name }
people-remove = Remove from list
people-held-fast = To remove the chair or a secretary, choose someone else for that role first.
participants-none = No one is on the list yet.
did-remove-person = { $name } was removed from the list.
role-chair = Chair
my-role-secretary = Secretary
role-delegate = Delegate
role-guest = Guest
role-guest-of = Guest for { $count ->
    [one] item
   *[other] items
} { $items }
role-guest-nothing = Guest, no items chosen yet
presents = Presents { $count ->
    [one] item
   *[other] items
} { $items }
has-stand-in = Substitute: { $name }
stands-in-for = Substitute for { $name }
make-delegate = Change to delegate
make-guest = Change to guest
guest-items = Choose items
guest-items-of = Items for { $name }
guest-items-help = Guests see only the items chosen and their papers.

missing = Still missing: { $what }
missing-title = name
missing-time = date and time
missing-chair = chair
missing-agenda = agenda
missing-papers = { $count ->
    [one] No papers yet: item
   *[other] No papers yet: items
} { $items }
missing-nothing = Complete: ready to be published.
days-short = { $days ->
    [0] No working days are left.
    [one] Only 1 working day is left.
   *[other] Only { $days } working days are left.
} The rules require 3, except for urgent meetings.
publish = Publish
did-publish = Published. Those invited can now see the meeting.
meeting-not-made = The meeting could not be created
invitation-answers = { $attend } of { $all } will attend
invitation-words = Copy
invitation-copy = Copy invitation
invitation-changes = Copy what changed
invitation-remind = Copy a reminder
invitation-unasked = { $count ->
    [one] 1 person does not need to reply (secretary or substitute).
   *[other] { $count } people do not need to reply (secretaries and substitutes).
}
invitation-no-changes = Nothing has changed since it was published.
invitation-draft = Those invited see the meeting and can reply once it is published.
invitation-none-such = No one has replied like this.
copy = Copy
copied = Copied.
not-copied = The browser does not allow copying. Select the text and copy it.
copy-words = Message
copy-help = You can edit it before copying.
answered-attend = Will attend
answered-absent = Absent with reason
answered-sends = Sends a substitute
answered-sent = Substitute agreed
answered-not = No reply yet
answer-agree = Agree
answer-agree-title = Agree to a substitute
answer-agree-for = { $name } sends: { $who }. Choose this person from the directory.
did-agree = The substitute has been added.
answer-record = Record reply
answer-record-for = Record the reply of { $name }
answer-record-attend = Record: will attend
answer-record-cannot = Record: cannot attend…
did-record-answer = The reply has been recorded.
answer-yours = Your reply
answer-ask = Will you attend?
answer-attend = I will attend
answer-cannot = I cannot attend…
answer-cannot-title = Not attending
answer-absent = Absent with reason
answer-substitute = Send a substitute
answer-reason = Reason
answer-needs-reason = Write the reason first.
answer-needs-who = Name the substitute first.
answer-reason-help = Read by the chair and the secretaries.
answer-who = Substitute
answer-who-help = Name and position. They are entered once the chair or a secretary agrees.
answer-send = Send reply
answer-change = Change
answer-given-attend = You replied: attending.
answer-given-absent = You replied: absent with reason ({ $reason }).
answer-given-substitute = You replied: { $who } will come in your place.
did-answer = Your reply has been sent.
