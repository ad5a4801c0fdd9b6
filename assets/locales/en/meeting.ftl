# The calendar and the meeting's editor.
and = and
yes = Yes
no = No

today = Today
today-none = No more meetings today.
coming = Coming up
past = Past
past-more = Show { $count } more
no-day = No day yet
day-long = { $weekday }, { $date }
chaired-by = Chair:
you-chair = You chair it
you-secretary = You are its secretary
you-delegate = You are a delegate
you-guest = You are a guest
you-clerk = You see it as the office's clerk
you-outsider = You take no part in it
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
meeting-create = Create a meeting
meeting-edit = Edit
meeting-go-on = Go on preparing
meeting-untitled = Meeting without a name
enter-room = Enter the room

editor = Prepare a meeting
editor-not-yours = Only its secretaries and its chair prepare this meeting.
tab-details = Details
tab-agenda = Agenda
tab-people = Participants
saving = Saving
saved-at = Saved { $time }
saved-later = To be saved when connected
not-saved = Not saved

form-title = Name of the meeting
form-title-placeholder = Regular session of…
form-kind = Kind
kind-meeting = Meeting
kind-session = Committee session
form-unit = Held by
form-unit-none = Not chosen
form-date = Day
form-starts = Begins
form-ends = Ends
form-ends-bad = The end must come after the beginning.
form-hour-bad = There is no such time. Write it like 08:30.
form-place = Room
form-chair = Chair
form-chair-choose = Choose the chair
form-secretaries = Secretaries
form-secretaries-choose = Choose secretaries
form-dossier = Dossier code
form-invitation = Invitation number
form-notice = Conclusion notice

items-count = { $count } { $count ->
        [one] item
       *[other] items
    }
items-none = No items yet. Add the first one.
item-add = Add an item
item-add-next = Add and go on
item-edit = Edit the item
item-more = What to do with the item
item-remove = Remove this item
item-remove-title = Remove the item with its papers?
item-remove-why = This item has papers. They go with it and cannot be brought back; to use them again they have to be uploaded again.
item-title = Name of the item
item-title-needed = An item needs a name.
item-body = Presenting body
item-presenter = Presenter
item-presenter-none = Not chosen
item-minutes-label = Planned minutes
item-minutes-bad = Between 0 and 600 minutes.
item-closed = Closed session
item-closed-help = On paper only, no files.
did-remove-item = The item was removed.
order-hint = Drag to change the order, or Alt + ↑ ↓
order-handle = Change the order: { $name }
order-said = Moved to place { $place }.

drop-here = Drop all files here. Files that begin with a number find their item.
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
paper-more = What to do with the paper
paper-rename = Rename the paper
paper-title = Name of the paper
paper-remove = Remove this paper
paper-remove-title = Remove this paper?
paper-remove-why = All its versions leave the meeting. To use it again it has to be uploaded again.

upload-title = Upload papers
upload-item = Item of this file
upload-which-item = Choose the item
upload-choose-secrecy = Choose the secrecy
upload-secret = Secret papers are not uploaded
upload-choose-item = Choose an item for each file
upload-start = Upload { $count } { $count ->
        [one] file
       *[other] files
    }
upload-progress = Part that is uploaded
upload-waiting = Waiting · { $size }
upload-sending = Uploading { $sent }/{ $size }
upload-paused = Paused at { $sent }/{ $size }
upload-offline = No connection, goes on by itself · { $sent }/{ $size }
upload-signed-out = Your session has ended, goes on once you sign in again · { $sent }/{ $size }
upload-busy = The server cannot take it now, goes on by itself · { $sent }/{ $size }
upload-interrupted = The last upload was not finished. Choose this same file again to go on.
upload-checking = Checking the file · { $size }
upload-trouble = { $why } The file is checked again by itself.
upload-elsewhere = { $name } is uploading { $sent }/{ $size }
upload-left = { $name } did not finish { $sent }/{ $size }, resting for more than ten minutes
upload-anew = “{ $name }” is not the file of the last upload, so it is uploaded from the beginning.
upload-gone = “{ $name }”: this upload was dismissed elsewhere.
upload-discard-title = Dismiss “{ $name }”, which somebody else uploads?
upload-discard-why = What has been uploaded is erased. They have to upload it again from the beginning.
upload-asking = Page 1 carries the word “{ $mark }”. Please check: is this a secret paper?
upload-pause = Pause
upload-resume = Go on
upload-dismiss = Dismiss
mark-is-secret = Yes, it is secret
mark-not-secret = It is not secret
file-empty = The file is empty (0 bytes). Export the PDF again and upload that.
file-unread = The file can no longer be read on this device: it was changed, moved or deleted. Choose it again.
file-too-large = The file is larger than 500 MB. Split it into several files.
file-not-pdf = The file is not a PDF. Export it as a PDF and upload that.
secrecy = Secrecy
secrecy-normal = Normal
secrecy-internal = Internal
secrecy-secret = Secret or higher
secrecy-internal-help = Each page will carry its reader's name.
secrecy-refused = Papers that hold state secrets must not enter this system. Use paper.
replace-title = Replace by a new version
replace-reason = Why it is replaced
replace-reason-help = Participants read this reason.
replace-choose-reason = Choose the reason
replace-choose-file = Choose the file first
replace-start = Upload the new version

people-count = { $count } { $count ->
        [one] participant
       *[other] participants
    }
people-add = Add from the directory
people-add-as = Add as
people-search = Search by name or position, marks are not needed
people-none = Nobody was found.
people-chosen = Chosen
people-order-hint = Rank: drag the handle, or Alt + ↑ ↓
people-role = Role
people-more = What to do with the participant
people-more-for = What to do with { $name }
people-remove = Take off the list
people-held-fast = To take off the chair or a secretary, choose somebody else first.
participants-none = Nobody is on the list yet.
did-remove-person = { $name } was taken off the list.
role-chair = Chair
my-role-secretary = Secretary
role-delegate = Delegate
role-guest = Guest
role-guest-of = Guest for { $count ->
    [one] item
   *[other] items
} { $items }
role-guest-nothing = Guest, no item chosen yet
presents = Presents { $count ->
    [one] item
   *[other] items
} { $items }
stands-in-for = Stands in for { $name }
away-with-reason = Absent with reason
away = Absent
make-delegate = Make a delegate
make-guest = Make a guest
guest-items = Choose the items
guest-items-of = Items for { $name }
guest-items-help = A guest sees only the chosen items and their papers.

missing = Still missing: { $what }
missing-title = the name
missing-time = day and time
missing-chair = the chair
missing-agenda = the agenda
missing-papers = papers of item { $items }
missing-nothing = Complete: it can be announced.
days-short = { $days ->
    [one] Only one working day is left.
   *[other] Only { $days } working days are left.
} The rule is 3, except for urgent meetings.
publish = Announce
did-publish = Announced. Those who are invited now see the meeting.
meeting-not-made = The meeting was not created
