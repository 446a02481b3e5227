# Every sentence a person reads, in English. Telegram HTML: the tags stand here, arguments come in escaped.
# Short and plain; about 40 characters a line; what happened, then what to do next; never more than the API said.

## First words

start-new =
    <b>Your Bots.Business bots, in your pocket</b>
    Unofficial, open source.

    1. In the Bots.Business app: Settings → Profile, copy <b>Api Key</b>.
    2. Paste it here. I delete your message and store the key encrypted.

    The key controls your whole account. You can reset it in the app.
start-linked =
    <b>Connected as { $account }</b>
    Ask how an import went:
    <code>/csvstatus BOT TASK</code>
start-group =
    <b>Bots.Business bots, in your pocket</b>
    In a group I answer <code>/csvstatus BOT TASK</code>.
    All about keys is between us two:
help =
    <b>What I can do</b>
    /csvstatus – how a CSV import went
    /setkey – connect an account
    /accounts – your accounts, switch
    /privacy – what I store, and how
    /forget – erase all I know of you
    /cancel – end what I asked you
    /help – this; also <code>/help csvstatus</code>
help-csvstatus =
    <b>/csvstatus BOT TASK</b>
    Tells how a CSV import went: its status and how many commands were new, updated and removed.

    <code>/csvstatus 2792787 123</code>
    BOT is your bot's number: send /csvstatus alone and I list your bots by name.
    TASK is the import's number: the API gives it when an import is started. I know no place in the app that shows it.
    A comma, a slash or the whole API address works too.

    <b>New</b>: commands created.
    <b>Updated</b>: commands overwritten.
    <b>Removed</b>: commands from an earlier import that are no longer in the file.
help-setkey =
    <b>/setkey KEY</b>
    Connects a Bots.Business account. Copy the Api Key in the app: Settings → Profile. Pasting it alone works too.
    I delete your message and store the key encrypted.
help-accounts =
    <b>/accounts</b>
    Lists your accounts: switch, rename or remove one. I use the one marked ✅.
help-privacy =
    <b>/privacy</b>
    Says what I store and how, who runs this copy, and how to revoke your key.
help-forget =
    <b>/forget</b>
    Erases all I store about you: accounts, keys, names, last imports. I ask first. Nothing changes at Bots.Business.
help-cancel =
    <b>/cancel</b>
    Ends what I last asked you.
help-start =
    <b>/start</b>
    Shows how to begin.
help-help =
    <b>/help COMMAND</b>
    Explains one command: <code>/help csvstatus</code>
privacy =
    <b>What I store</b>
    • Your Telegram user id.
    • Your API keys, their e-mail addresses and the names you give them, encrypted; the encryption key is not in the database.
    • The numbers of the imports you asked about last.
    • Your messages, encrypted, only until they are answered.

    Your key goes to Bots.Business only. I never show more than its last 4 characters.

    <b>Who runs this copy</b>
    { $operator }
    The program is unofficial, not made by Bots.Business, and open source.

    <b>To erase it</b>
    /forget erases everything, /accounts removes one account.

    <b>To revoke your key</b>
    In the Bots.Business app: Settings → Profile → Reset Api Key. I can do nothing with it after that.
operator-unknown = Its operator did not say. Ask the person who gave you this bot.

## Linking an account

ask-key =
    <b>Paste your Api Key here</b>
    In the Bots.Business app: Settings → Profile, copy <b>Api Key</b>. I delete your message and store the key encrypted.
need-key =
    🔑 <b>First connect your account</b>
    In the Bots.Business app: Settings → Profile, copy <b>Api Key</b> and paste it here. I delete your message and store the key encrypted.
need-key-group =
    🔑 <b>First connect your account</b>
    We do that in private, never here:
linked =
    ✅ <b>Connected as { $account }</b>
    { $message }
    Next: <code>/csvstatus BOT TASK</code>
linked-unchecked =
    <b>Key saved, not checked yet</b>
    Bots.Business did not say if it is right. I will see at its first use.
    { $message }
    Next: <code>/csvstatus BOT TASK</code>
linked-still =
    ✅ <b>Still connected as { $account }</b>
    It is the key I had already.
    { $message }
    Next: <code>/csvstatus BOT TASK</code>
linked-in-use = I use this account now. /accounts switches.
linked-again =
    ✅ <b>New key for { $account }</b>
    It replaces the old one.
    { $message }
    Next: <code>/csvstatus BOT TASK</code>
# What became of the message with the key.
message = { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it. The key is encrypted.
        [edited] You edited your key into a message. I deleted that message; the key is encrypted.
       *[deleted] Your message is deleted, the key encrypted.
    }
key-refused =
    🔑 <b>Bots.Business refused this key</b>
    { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it. I did not keep the key.
       *[deleted] I deleted your message and did not keep the key.
    }
    Copy the Api Key again (Settings → Profile) and paste it here.
bot-token =
    <b>That is a bot token, not your Api Key</b>
    { $message ->
        [kept] ⚠️ I could not delete it. Please delete it. I did not use it.
       *[deleted] I deleted it and did not use it.
    }
    The Api Key is in the Bots.Business app: Settings → Profile. Paste it here.
bot-token-group =
    ⚠️ <b>That is a bot token, and this is a group</b>
    { $message ->
        [kept] I could not delete it. Please delete it. I did not use it.
       *[deleted] I deleted it and did not use it.
    }
    Others may have seen it. Get a new one from @BotFather: /revoke.
not-a-key =
    🔑 <b>That is not an Api Key</b>
    { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it if it holds a secret.
       *[deleted] I deleted your message to be safe.
    }
    A key is one word of 40 letters, digits, _ or -. Copy it in the app: Settings → Profile.
not-your-words =
    ⚠️ <b>I did not connect that key</b>
    You did not write it here yourself: it came by a link or from somebody else.
    { $message ->
        [kept] I could not delete the message. Please delete it.
       *[deleted] I deleted the message.
    }
    If it is your key, paste it here.
almost-key =
    🔑 <b>That looks like a badly copied Api Key</b>
    { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it.
       *[deleted] I deleted your message to be safe.
    }
    A key has 40 characters. Copy it again in the app (Settings → Profile) and paste it here.
key-in-group =
    ⚠️ <b>A key in a group is not safe</b>
    { $message ->
        [kept] I could not delete your message. Please delete it. I did not use the key.
       *[deleted] I deleted your message and did not use the key.
    }
    Others may have seen it. Reset it now: Bots.Business app → Settings → Profile → Reset Api Key. Then connect the new one in private:
too-many-accounts =
    <b>You have { $count } accounts here already</b>
    { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it. I did not keep the key.
       *[deleted] That is the most I keep. I deleted your message and did not keep the key.
    }

## Accounts

accounts-none =
    <b>No account yet</b>
    Paste your Api Key to connect one.
accounts-title = <b>Your accounts</b>
account-line = { $mark } { $place }. { $account }{ $tail ->
        [none] { "" }
       *[some] {" "}· key { $key }
    }{ $state ->
        [unchecked] {" "}· not checked yet
        [rejected] {" "}· ⚠️ key refused
       *[checked] { "" }
    }
account-unnamed = key { $key }
account-nameless = an account
account-gone =
    <b>That account is not here any more</b>
    Pick one from your list.
account-used = Account: { $account }

rename-which = <b>Which account gets a new name?</b>
rename-ask =
    <b>A new name for { $account }</b>
    Send it, up to 24 characters. Only you see it.
rename-empty =
    <b>That name cannot be seen</b>
    Send one with letters or digits.

## What cannot be undone

remove-which = <b>Which account shall I remove?</b>
remove-ask =
    <b>Remove { $account }?</b>
    I erase its key and what you asked with it. Nothing changes at Bots.Business.
removed =
    <b>Removed</b>
    The account and its key are erased here.
removed-later =
    <b>Removed</b>
    The account and its key are deleted here. Traces may stay in my database's log for up to an hour: it is being read now.
forget-ask =
    <b>Erase all I store about you?</b>
    Your accounts, keys, names and last imports. It cannot be undone. Nothing changes at Bots.Business: there your key stays valid until you reset it.
forgotten =
    <b>Everything about you is erased</b>
    To begin again: /start
forgotten-later =
    <b>Everything about you is deleted</b>
    Traces may stay in my database's log for up to an hour: it is being read now.
action-over =
    <b>That question is over</b>
    It was answered before, or too long ago. Nothing was changed now.

## A CSV import

csv-title = { $sign } <b>CSV import: { $status }</b>
csv-no-status = no status given
csv-unknown-word = This is the API's own word. I don't know if the import has ended.
csv-unknown-none = The API gave no word for it. I don't know if the import has ended.
csv-asked = Bot <code>{ $bot }</code> · task <code>{ $task }</code>
csv-differs = Asked: bot { $bot }, task { $task }. The answer names bot { $other_bot }, task { $other_task }.
csv-counts = <pre>{ $table }</pre>
csv-new = New
csv-updated = Updated
csv-removed = Removed
csv-created = Created { $when }
csv-created-unreadable = Created: { $when } (as the API wrote it)
csv-created-unknown = Created: not given
csv-checked = Checked { $when }
ago-years = ({ $count ->
        [one] 1 year ago
       *[other] { $shown } years ago
    })
ago-months = ({ $count ->
        [one] 1 month ago
       *[other] { $shown } months ago
    })
ago-days = ({ $count ->
        [one] 1 day ago
       *[other] { $shown } days ago
    })
ago-hours = ({ $count ->
        [one] 1 hour ago
       *[other] { $shown } hours ago
    })
ago-minutes = ({ $count ->
        [one] 1 minute ago
       *[other] { $shown } minutes ago
    })
ago-now = (just now)

csv-which-bot =
    <b>Which bot?</b>
    Pick one, or send its number, like 2792787.
csv-which-bot-plain =
    <b>Which bot?</b>
    Send its number, like 2792787.
csv-which-task =
    <b>Which import of bot <code>{ $bot }</code>?</b>
    Send the task number. The API gives it when an import is started.
csv-usage-group =
    <b>Which bot and which import?</b>
    In a group, send both numbers:
    <code>/csvstatus 2792787 123</code>
csv-too-many =
    <b>That is more than two numbers</b>
    Send bot and task only:
    <code>/csvstatus 2792787 123</code>
csv-not-a-bot =
    <b>“{ $word }” is no bot number</b>
    Send digits only, like <code>2792787</code>.
csv-not-a-task =
    <b>“{ $word }” is no task number</b>
    Send digits only, like <code>123</code>.
csv-link =
    <b>I can't read that link</b>
    Send the two numbers: <code>2792787 123</code>
csv-too-long =
    <b>That number is too long</b>
    Numbers of bots and tasks have at most 18 digits.

## When Bots.Business says no

task-unknown =
    <b>Bot <code>{ $bot }</code> has no import <code>{ $task }</code></b>
    Please check the task number, and send it again.
bot-unknown =
    <b>No bot <code>{ $bot }</code> in { $account }</b>
    It does not exist, or belongs to another account. Send another number, or its name.
bot-unknown-group =
    <b>No bot <code>{ $bot }</code> in your account</b>
    It does not exist, or belongs to another account.
either-unknown =
    <b>No such bot or task</b>
    You asked for bot <code>{ $bot }</code>, task <code>{ $task }</code>. Please check both numbers, and send them again.
key-rejected =
    🔑 <b>Your key for { $account } was refused</b>
    It may have been reset; password recovery does that too.
    Paste the new one: Settings → Profile → Api Key.
key-rejected-group =
    🔑 <b>Your key was refused</b>
    It may have been reset. Connect the new one in private:
api-unavailable =
    ⏳ <b>Bots.Business did not answer</b>
    This says nothing about what you asked for. Try again in a minute.
api-busy =
    ⏳ <b>Bots.Business is busy</b>
    It asks to wait{ $known ->
        [yes] {" "}{ $seconds } seconds
       *[no] {" "}a little
    }. Then try again.
api-unreadable =
    ❔ <b>I could not read the answer</b>
    Bots.Business sent something I do not understand. This says nothing about what you asked for. Try again in a minute.
api-refused =
    ⚠️ <b>Bots.Business said no</b>
    Its words: “{ $message }”
api-refused-silent =
    ⚠️ <b>Bots.Business said no</b>
    It gave no reason. Try again in a minute.
api-uncertain =
    ❔ <b>I don't know if it was done</b>
    I asked Bots.Business, and got no answer that says so. Look before you try again.
api-changed-meanwhile =
    ✋ <b>It was changed meanwhile</b>
    Somebody changed it after you looked. I changed nothing. Look again, then decide.
api-endpoint-unknown =
    🧭 <b>Bots.Business has nothing there</b>
    The address I use for <code>{ $endpoint }</code> is wrong. Whoever runs this bot can correct it, see the README.
api-slow =
    ⏳ Bots.Business is slow. I keep waiting.

## Manners

cancelled = Cancelled. Nothing was changed.
nothing-to-cancel = There is nothing to cancel.
unknown-command =
    <b>I don't know { $command }</b>
    See /help.
did-you-mean =
    <b>I don't know { $command }</b>
    Did you mean { $suggestion }?
not-understood =
    <b>I did not understand that</b>
    I answer commands: see /help.
between-us =
    <b>That is between us two</b>
    Keys and accounts are no matter for a group:
anonymous =
    <b>I can't tell who you are</b>
    You write as a group or channel. Write as yourself, or ask me in private:
not-admitted =
    <b>This copy of the bot is private</b>
    Its operator lists who may use it. Your Telegram id: <code>{ $user }</code>
old-button =
    <b>That button is from an older version</b>
    Here is a fresh start.
flood =
    <b>That was a lot at once</b>
    I skip your messages for { $count ->
        [one] 1 second
       *[other] { $shown } seconds
    }. Then send the last one again.
sorry =
    ⚠️ <b>Sorry, something broke on my side</b>
    Please try again. If it stays, tell the operator this number: <code>{ $error }</code>
set-aside =
    ⚠️ <b>I set one of your messages aside</b>
    It stopped me three times, so I did not answer it. Please send it in another way. For the operator: <code>{ $error }</code>
toast-not-yours = These buttons belong to somebody else. Send the command yourself.
toast-flood = Too fast. Wait { $count ->
        [one] 1 second
       *[other] { $shown } seconds
    }.

## Buttons

button-privacy = What do you store?
button-help = Help
button-check = Check an import
button-check-again = Check { $bot } · { $task } again
button-check-pair = { $bot } · { $task }
button-accounts = Accounts
button-add-account = Add account
button-use = Use { $place }
button-ask-account = Ask { $account }
button-rename = Rename…
button-remove = Remove…
button-remove-now = Remove it
button-forget = Erase everything
button-keep = Keep it
button-refresh = Refresh
button-copy-task = Copy task id
button-other-task = Other task
button-other-bot = Other bot
button-try-again = Try again
button-look-again = Look again
button-cancel = Cancel
button-private = Open our private chat

## The command menu and the bot's profile (Bot API, setMyCommands and setMyShortDescription)

menu-csvstatus = How a CSV import went: BOT TASK
menu-setkey = Connect a Bots.Business account
menu-accounts = Your accounts
menu-privacy = What I store, and how
menu-forget = Erase all I know of you
menu-cancel = End what I asked you
menu-help = What I can do
menu-start = Begin
short-description = Your Bots.Business bots in your pocket. Unofficial, open source. Connect once, then ask how an import went.

## Numbers and dates

# Stands between thousands: 1,204,567. A space is written {"\u202f"}.
number-thousands = ,
number-negative = -{ $number }

month-short = { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
date-of-year = { $day } { $month }
date-full = { $day } { $month } { $year }
time-minutes = { $hours }:{ $minutes }
time-seconds = { $hours }:{ $minutes }:{ $seconds }
date-with-time = { $date }, { $time }
date-with-time-utc = { $date }, { $time } UTC

# $count chooses the plural, $shown is the same number as it is written.
duration-instant = less than a second
duration-seconds = { $count ->
        [one] { $shown } second
       *[other] { $shown } seconds
    }
duration-minutes = { $count ->
        [one] { $shown } minute
       *[other] { $shown } minutes
    }
duration-hours = { $count ->
        [one] { $shown } hour
       *[other] { $shown } hours
    }
duration-long = more than a day
passed-years = { $count ->
        [one] { $shown } year ago
       *[other] { $shown } years ago
    }
passed-months = { $count ->
        [one] { $shown } month ago
       *[other] { $shown } months ago
    }
passed-days = { $count ->
        [one] { $shown } day ago
       *[other] { $shown } days ago
    }
passed-hours = { $count ->
        [one] { $shown } hour ago
       *[other] { $shown } hours ago
    }
passed-minutes = { $count ->
        [one] { $shown } minute ago
       *[other] { $shown } minutes ago
    }
passed-now = just now
