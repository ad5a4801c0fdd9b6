# The archive.
archive = Archive
archive-search = Search by meeting, minutes number or dossier number
archive-count = { $count ->
    [one] 1 dossier
   *[other] { $count } dossiers
}
archive-facets = Narrow the list
archive-year = Year
archive-unit = Unit
archive-chair = Chair
archive-outcome = Verification result
archive-facet-off = Remove { $facet }: { $value }
archive-failed = The archive could not be loaded
archive-none-found = No dossiers were found.
archive-empty = No dossiers yet. Minutes with all their signatures will appear here.
archive-not-here = This dossier is not in your archive
archive-all = See all dossiers
archive-dossier = Dossier no. { $code }
archive-parts = Parts of the dossier
archive-tab-check = Verification
archive-tab-papers = Papers
archive-tab-log = Log
archive-check-failed = The dossier could not be verified
archive-check-cut = Verification needs a connection
archive-download-cut = Downloading needs a connection.
archive-check-later = The package has not been created yet, so there is nothing to verify. It is created after the last signature.
archive-no-papers = No papers
archive-open-room = Open the papers in the room
archive-check-code = Check:
archive-findings = { $right } of { $count } checks passed
archive-altered = { $count ->
    [one] 1 file was altered
   *[other] { $count } files were altered
}
archive-altered-why = The content of the file is not what was archived.
archive-signatures-hold = { $count ->
    [one] the signature on the minutes is still valid
   *[other] the { $count } signatures on the minutes are still valid
}
archive-about-paper = A paper of the meeting
archive-about-notes = Shared notes
archive-about-secretary = The secretary’s signature
archive-about-chair = The chair’s signature
archive-about-log = The meeting log
archive-about-list = The package’s list of files
archive-about-signing = Signing records
archive-about-whole = The whole package
archive-internal = Internal signature
archive-certificate = Certificate issued by { $issuer }, valid { $from }–{ $until }
archive-checked = Checked { $when }
archive-minutes = Download minutes
archive-package = Download package
archive-make = Create package
archived = The package was created.
verdict-valid = Valid
verdict-invalid = Invalid
verdict-undecided = Cannot be verified

log-hidden = Entry not shown to you
log-by = by { $name }
log-for = on behalf of { $name }
log-meeting-created = Meeting created
log-details-changed = Details changed
log-participant-set = Participant added or changed
log-participant-removed = Participant removed
log-participants-ranked = Ranking of participants changed
log-chair-assigned = Chair selected
log-secretaries-assigned = Secretaries selected
log-guest-invited = Guest invited
log-invitation-answered = Invitation answered
log-item-added = Item added
log-item-changed = Item changed
log-item-moved = Item moved
log-item-removed = Item removed
log-document-added = Paper added
log-document-replaced = Paper replaced
log-document-renamed = Paper renamed
log-document-removed = Paper removed
log-document-removed-secret = Paper withdrawn because it contains state secrets
log-meeting-published = Meeting published
log-meeting-cancelled = Meeting called off
log-meeting-opened = Meeting opened
log-item-opened = Item opened
log-item-closed = Item ended
log-item-postponed = Item postponed
log-item-withdrawn = Item withdrawn
log-item-restored = Item restored
log-chair-passed = Chair handed over
log-lead-taken = Started leading the pages
log-lead-released = Stopped leading the pages
log-attendance-recorded = Attendance recorded
log-break-started = Break started
log-break-ended = Break ended
log-course-recorded = Discussion recorded
log-hand-vote-recorded = Vote recorded
log-hand-vote-struck = Vote removed
log-conclusion-recorded = Conclusion recorded
log-conclusion-struck = Conclusion removed
log-annotations-anchored = Shared notes finalised
log-meeting-closed = Meeting ended
log-meeting-reopened = Meeting reopened
log-minutes-submitted = Minutes submitted
log-minutes-sent-back = Minutes sent back
log-minutes-signed = Minutes signed
log-meeting-archived = Package created
log-failed = The log could not be loaded
papers-failed = The papers could not be loaded
