# Every sentence a person reads, in English. Telegram HTML: the tags stand here, arguments come in escaped.
# Short and plain; about 40 characters a line; what happened, then what to do next; never more than the API said.

## First words

start-new =
    <b>Your Bots.Business bots, in your pocket</b>
    Unofficial, open source.

    1. In the Bots.Business app: Settings → Profile, copy <b>Api Key</b>.
    2. Paste it here. I delete your message and store the key encrypted.

    The key controls your whole account. You can reset it in the app.

start-group =
    <b>Bots.Business bots, in your pocket</b>
    In a group I answer <code>/csvstatus BOT TASK</code>.
    All about keys is between us two:
help =
    <b>What I can do</b>
    /menu – the first screen
    /bots – your bots; <code>/bots shop</code> searches
    /bot – one bot: start, stop, see: <code>/bot My Shop</code>
    /errors – what went wrong in a bot
    /commands – a bot's commands: find, read
    /import – import a sheet: see first what it does
    /imports – your imports
    /csvstatus – how a CSV import went
    /account – plan, iterations, password, new key
    /accounts – your accounts, switch
    /setkey – connect an account
    /signin – connect one by e-mail and password
    /privacy – what I store, and how
    /forget – erase all I know of you
    /cancel – end what I asked you
    More on one: <code>/help csvstatus</code>
help-csvstatus =
    <b>/csvstatus BOT IMPORT</b>
    Says how a CSV import went: its status and how many commands were new, updated and removed.

    <code>/csvstatus 2792787 123</code>
    <code>/csvstatus My Shop 123</code>
    BOT is your bot's name or number: send /csvstatus alone and I list your bots.
    IMPORT is the import's number: Bots.Business gives it when an import is started. I know no place in the app that shows it.
    Labels like <code>bot=2792787 import=123</code> or the whole API address work too.

    <b>New</b>: commands created.
    <b>Updated</b>: commands overwritten.
    <b>Removed</b>: commands from an earlier import that are no longer in the file.
help-import =
    <b>/import NAME</b>
    Imports a sheet into a bot: I read the sheet, show what would be new, overwritten and removed, and you decide. Sending me a sheet's link works too.
help-imports =
    <b>/imports</b>
    Lists the imports you asked for last, by bot and time.
help-setkey =
    <b>/setkey KEY</b>
    Connects a Bots.Business account. Copy the Api Key in the app: Settings → Profile. Pasting it alone works too.
    I delete your message and store the key encrypted.
help-signin =
    <b>/signin</b>
    Connects a Bots.Business account by its e-mail and password. I delete both messages at once, and keep the Api Key alone, encrypted. /setkey is safer: a key can be replaced.
help-account =
    <b>/account</b>
    Shows the account I use: plan, iterations, ads, linked Telegram accounts, where it is signed in. Changes its e-mail or password, makes a new Api Key.
help-accounts =
    <b>/accounts</b>
    Lists your accounts: switch, rename or remove one. I use the one marked ✅.
help-privacy =
    <b>/privacy</b>
    Says what I store and how, who runs this copy, and how to revoke your key.
help-forget =
    <b>/forget</b>
    Erases all I store about you: accounts, keys, names, what you asked for. I ask first. Nothing changes at Bots.Business.
help-cancel =
    <b>/cancel</b>
    Ends what I last asked you.
help-start =
    <b>/start</b>
    Shows the first screen.
help-menu =
    <b>/menu</b>
    Shows who is connected and how many bots run, and where to go.
help-bots =
    <b>/bots</b>
    Lists your bots, running ones first. <code>/bots shop</code> searches by a part of the name.
help-bot =
    <b>/bot NAME</b>
    Shows one bot: its status, its commands and errors, Start and Stop. Its number works too.
help-errors =
    <b>/errors NAME</b>
    Shows what went wrong in a bot, equal errors as one line. /errors alone lists your bots.
help-commands =
    <b>/commands NAME</b>
    Shows the commands of a bot and their folders. Search looks into names, aliases, answers and code. /commands alone lists your bots.
help-help =
    <b>/help COMMAND</b>
    Explains one command: <code>/help csvstatus</code>
privacy =
    <b>What I store</b>
    • Your Telegram user id.
    • Your API keys, their e-mail addresses and the names you give them, encrypted; the encryption key is not in the database.
    • The numbers of bots and imports you asked for last, and what you searched for, the sheets' links and the new e-mail addresses you sent in the last 7 days, encrypted.
    • What you changed through me in the last 7 days, to tell you truly what became of it.
    • A password, or the e-mail address of a sign-in, that you send me when I ask for it: encrypted, for 15 minutes at most, deleted as soon as it is used.
    • Changes of commands that you have not saved yet, for 7 days, and the version before each save, for 30 days, encrypted.
    • What I am to tell you about, until it ends or you stop it; what I saw of it is encrypted.
    • Your messages, encrypted, only until they are answered.

    Your key goes to Bots.Business only. I never show more than its last 4 characters, unless you make a new one and press Reveal.

    <b>Who runs this copy</b>
    { $operator }
    The program is unofficial, not made by Bots.Business, and open source.

    <b>To erase it</b>
    /forget erases everything, /accounts removes one account.

    <b>To revoke your key</b>
    In the Bots.Business app: Settings → Profile → Reset Api Key. I can do nothing with it after that.
operator-unknown = Whoever runs it did not say. Ask the person who gave you this bot.

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
linked-unchecked =
    <b>Key saved, not checked yet</b>
    Bots.Business did not say if it is right. I will see at its first use.
    { $message }
linked-still =
    ✅ <b>Still connected as { $account }</b>
    It is the key I had already.
    { $message }
linked-in-use = I use this account now. /accounts switches.
linked-again =
    ✅ <b>New key for { $account }</b>
    It replaces the old one.
    { $message }
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
key-unsure =
    🔑 <b>I could not check this word now</b>
    { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it. I did not keep the word.
       *[deleted] I deleted your message and did not keep the word.
    }
    It does not look like an Api Key, and Bots.Business did not say if it is one. Send it again in a few minutes.
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
    ⚠️ <b>{ $takes ->
        [token] I did not use that token
        [password] I did not use that password
       *[key] I did not connect that key
    }</b>
    You did not write it here yourself: it came by a link or from somebody else.
    { $message ->
        [kept] I could not delete the message. Please delete it.
       *[deleted] I deleted the message.
    }
    If it is yours, paste it here yourself.
almost-key =
    🔑 <b>That looks like a badly copied Api Key</b>
    { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it.
       *[deleted] I deleted your message to be safe.
    }
    A key has 40 characters. Phones turn -- into —, or cut it in two. Copy it again in the app (Settings → Profile) and paste it here alone.
several-keys =
    🔑 <b>That message holds more than one key</b>
    { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it. I used none of them.
       *[deleted] I deleted your message and used none of them.
    }
    Send one key at a time.
no-password =
    ⚠️ <b>That looks like a password</b>
    { $message ->
        [kept] I could not delete your message. Please delete it.
       *[deleted] I deleted your message.
    }
    I did not use it. The Api Key is all I need: Settings → Profile in the Bots.Business app. Paste it here.
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
rename-too-long =
    <b>That name is too long</b>
    Send one of up to 24 characters.
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
    The account and its key are deleted here. Remains of it may stay in my database's files for up to an hour: they are being read now.
forget-ask =
    <b>Erase all I store about you?</b>
    Your accounts, keys, names and last imports. It cannot be undone. Nothing changes at Bots.Business: there your key stays valid until you reset it.
forgotten =
    <b>Everything about you is erased</b>
    To begin again: /start
forgotten-later =
    <b>Everything about you is deleted</b>
    Remains of it may stay in my database's files for up to an hour: they are being read now.
action-over =
    <b>That question is over</b>
    It was answered before, or too long ago. Nothing was changed now.

## Home

home-account = <b>{ $account }</b>
home-count = { $sign } { $kind ->
        [works] { $shown } running
        [stopped] { $shown } stopped
        [never] { $shown } never launched
       *[other] { $shown } in another state
    }
home-no-bots = No bots yet.
home-counts-unknown = Bots.Business did not say how many bots run.
checked = Checked { $time } UTC

## Bots

bots-title = <b>{ $kind ->
        [found] Bots like “{ $searched }”
       *[all] { $goal ->
            [errors] Errors of which bot?
            [import] An import of which bot?
            [commands] Commands of which bot?
            [sheet] Import into which bot?
           *[card] Your bots
        }
    }</b>{ $pages ->
        [many] {" "}· { $first }–{ $last } of { $count }
       *[one] { "" }
    }
bots-none =
    <b>No bots in this account</b>
    Make one in the Bots.Business app, then look again.
bots-not-found =
    <b>No bot of yours is like “{ $words }”</b>
    Send another part of its name, or its number.
bots-search =
    <b>Which bot?</b>
    Send a part of its name, or its number.
bot-nameless = bot { $bot }
bot-numbered = Bot { $bot }
bot-name = <b>{ $name }</b>
bot-status = { $sign } { $status }
status-works = runs
status-stopped = stopped
status-never = never launched
status-other = “{ $word }” (Bots.Business' own word)
bot-last-run = Last run { $when }
bot-counts = Commands { $commands } · Errors { $errors }
bot-counts-missing = – means: not said in time.
bot-counts-failed = – means: Bots.Business did not say.
bot-protected = This bot is protected: its maker does not let its commands be read.
bot-number = Bot <code>{ $bot }</code>
bot-no-token =
    It has no bot token, so it cannot start. Get one from @BotFather, and add it in the Bots.Business app.
bot-start-no-token =
    <b>{ $name } has no bot token</b>
    So it cannot start. Get one from @BotFather, and add it in the Bots.Business app.
bot-stop-ask =
    <b>Stop “{ $name }”?</b>
    Its users get no answers until you start it again.
launch = { $told ->
        [there] { $verb ->
            [start] { $sign } <b>{ $name }</b> runs. Seen after { $seconds } s.
           *[stop] { $sign } <b>{ $name }</b> is stopped. Seen after { $seconds } s.
        }
        [asked] { $verb ->
            [start] ⏳ Asked Bots.Business to start <b>{ $name }</b>… { $seconds } s
           *[stop] ⏳ Asked Bots.Business to stop <b>{ $name }</b>… { $seconds } s
        }
        [unknown] { $verb ->
            [start] ⏳ I don't know if my request to start <b>{ $name }</b> arrived. I keep looking… { $seconds } s
           *[stop] ⏳ I don't know if my request to stop <b>{ $name }</b> arrived. I keep looking… { $seconds } s
        }
       *[not-yet] ❔ I don't know yet: after { $seconds } s <b>{ $name }</b> still says: { $status }.
    }
launch-unread = ⏳ { $sent ->
        [yes] Asked Bots.Business to
       *[unknown] I don't know if I asked Bots.Business to
    } { $verb ->
        [start] start
       *[stop] stop
    } <b>{ $name }</b>. It did not say just now how it is; I keep looking… { $seconds } s
launch-refused =
    ⚠️ <b>Bots.Business did not { $verb ->
        [start] start
       *[stop] stop
    } it</b>
    { $words }

## Errors

errors-title = <b>Errors of { $name }</b> · { $shown } in { $kinds ->
        [one] { $kinds } kind
       *[other] { $kinds } kinds
    }
errors-line = { $place }. { $times ->
        [many] <b>{ $count }×</b> { $title }
       *[one] { $title }
    }
errors-where = <i>{ $place }</i>
errors-none =
    <b>No errors in { $name }</b>
    What goes wrong in its code shows up here.
error-title = <b>{ $title }</b>
error-untitled = an error without a title
error-times = { $count ->
        [one] Once
       *[other] { $shown } times; this is the newest
    }
error-trace-long = The trace is too long for a message: get it as a file.
error-no-trace = Bots.Business gave no trace.
error-gone =
    <b>That error is not there any more</b>
    It was cleared, or Bots.Business dropped it.
errors-clear-ask =
    <b>Clear all { $shown } errors of { $name }?</b>
    They are deleted at Bots.Business. It cannot be undone.
errors-clear-refused =
    ⚠️ <b>The errors were not cleared</b>
    { $words }
errors-cleared = { $told ->
        [cleared] ✅ <b>Cleared { $count ->
            [0] the errors
            [one] { $shown } error
           *[other] { $shown } errors
        } of { $name }</b>{ $new ->
            [0] { "" }
            [one] {" "}· { $new_shown } new one came since
           *[other] {" "}· { $new_shown } new ones came since
        }
        [left] ❔ <b>Bots.Business said yes</b>, but { $left } errors are still there.
        [empty] ✅ <b>No errors in { $name }</b> any more. I don't know if it was my request that cleared them.
       *[unknown] ❔ <b>I don't know if they were cleared.</b> { $left } errors are there now.
    }
explain-nothing-there = 💬 In plain words: the code reads something that is not there (it is null or undefined). Check that it exists before you use it.
explain-not-defined = 💬 In plain words: the code uses a name that nobody defined. Often a typing mistake, or a missing <code>let</code>.
explain-not-a-function = 💬 In plain words: the code calls something that is no function. Often a typing mistake in its name.
explain-syntax = 💬 In plain words: the code cannot be read. Often a bracket, a quote or a comma too many or missing.
explain-bad-json = 💬 In plain words: a text was read as JSON and is none. Often an error page or an empty answer of another service.
explain-timed-out = 💬 In plain words: it took too long, so it was stopped. Another service is slow, or a loop does not end.
explain-blocked = 💬 In plain words: this user blocked your bot or left Telegram. Nothing is wrong with your code.
explain-chat-not-found = 💬 In plain words: Telegram knows no such chat. The id is wrong, or this user never started your bot.
explain-too-many-requests = 💬 In plain words: your bot sends too fast for Telegram. Send less, or more slowly.
explain-too-long = 💬 In plain words: the message is longer than the 4,096 characters that Telegram takes. Send it in parts.
explain-bad-markup = 💬 In plain words: Telegram cannot read the bold or italic marks. Often a single * or _ in a name.
explain-unauthorized = 💬 In plain words: the bot's token is no longer valid. Get the new one from @BotFather.

## Changing a command

edit-field = { $field ->
        [name] name
        [answer] answer
        [code] code
        [keyboard] keyboard
        [aliases] aliases
        [help] help
        [group] group
        [retry] auto-retry
       *[waits] wait for answer
    }
edit-begin =
    <b>Change { $name }</b>
    What do you want to change? Nothing is saved until you press Save.
edit-draft =
    <b>Draft of { $name }</b>: { $fields } changed
    Nothing is saved yet.
edit-overtaken = ✋ Somebody changed this command after you began.
edit-warning = ⚠️ Line { $line }: { $kind ->
        [function] a function begins here and has no end. Is a <code>{"}"}</code> missing?
        [open] this <code>{ $sign }</code> is never closed.
        [close] this <code>{ $sign }</code> closes nothing.
        [comment] this comment never ends.
       *[quote] this quote <code>{ $sign }</code> is never closed.
    } You can save it all the same.
edit-rule = <b>That does not work</b>
    { $rule ->
        [keyboard] A keyboard needs an answer. Give the command an answer, or empty its keyboard first.
       *[retry] Auto-retry needs code. Give the command code, or empty its auto-retry first.
    }
edit-refused = <b>I can't take that</b>
    { $wrong ->
        [answer] An answer has at most 4,096 characters.
        [name] A name is one line.
        [aliases] Aliases are names with commas between, like <code>hi, hello</code>.
        [group] A group is one word or line.
        [retry] Auto-retry is a whole number of seconds, like <code>3600</code>.
       *[code] The code would be longer than 1,000,000 characters. Send it as a file.
    }
edit-title = <b>{ $name }</b> · { $field }{ $drafted ->
        [yes] {" "}(in your draft)
       *[no] { "" }
    }
edit-empty = It is empty.
edit-long = { $lines } lines, { $characters } characters: too long for a message.
edit-waits = { $waits ->
        [yes] It waits for an answer: the user's next message goes to its code.
       *[no] It does not wait for an answer.
    }
edit-ask = { $field ->
        [name] Send the new name. Upper and lower case are different names. <code>*</code>, <code>@</code>, <code>@@</code> and <code>!</code> are special. For a name that I would take for my own command, send <code>= /start</code>.
        [answer] Send the new answer, or a text file. At most 4,096 characters.
        [code] Send the new code: as a text file, or as messages. A file keeps it exactly as it is.
        [keyboard] Send the new keyboard: labels with commas between, a line for each row. It needs an answer.
        [aliases] Send the new aliases with commas between, like <code>hi, hello</code>.
        [help] Send the new help text.
        [group] Send the name of the group that may use it.
       *[retry] Send the seconds between two runs, like <code>3600</code>. It needs code.
    }
edit-more = Send what is to be added at the end of the code.
edit-part =
    <b>Part { $part } is in the draft</b>: { $count ->
        [one] 1 line
       *[other] { $lines } lines
    } so far
    Send the next part, or press Done. Each part begins on a new line.
edit-discard-ask =
    <b>Throw away your draft of { $name }?</b>
    Your changes are lost: { $fields }. The command stays as it is.
edit-compare =
    <b>Saving changes { $name } like this</b>
edit-difference = <b>{ $field }</b> · +{ $added } −{ $removed }
edit-differences-long = That is too long for a message: get it as a file.
edit-yes-no = { $yes ->
        [yes] yes
       *[no] no
    }
edit-conflict =
    ✋ <b>Somebody changed { $name }{ $known ->
        [yes] {" "}at { $when }
       *[no] {" "}meanwhile
    }</b>
    Save mine writes your changed fields over theirs. Keep theirs throws your draft away. Both are below as files.
edit-file = <b>{ $name }</b>: { $kind ->
        [mine] your version
        [theirs] as it is now at Bots.Business
       *[changes] what would change
    }
edit-saved =
    ✅ <b>{ $name } is saved</b>: { $fields }
    The version before is kept for 30 days.
edit-not-saved =
    ⚠️ <b>It was not saved</b>
    { $words }
    Your draft is still here.
edit-save-unknown = { $told ->
        [there] ✅ <b>{ $name }</b> is at Bots.Business as in your draft. I don't know if it was my request.
        [missing] ❔ <b>I don't know if it was saved.</b> Bots.Business does not show it now: { $fields } of <b>{ $name }</b>. Your draft is kept.
       *[unknown] ❔ <b>I don't know if { $name } was saved.</b> Please look at it.
    }

versions-none =
    <b>No former versions of { $name }</b>
    I keep one at every save that you make here, for 30 days.
versions-title = <b>Former versions of { $name }</b>
versions-line = { $place }. until { $when } · { $size } kB
versions-kept = The last 10 are kept, for 30 days.
version-title = <b>{ $name }</b> until { $when }{ $same ->
        [yes] {"\u000A"}It is the same as what Bots.Business has now.
       *[no] {"\u000A"}Restoring changes this:
    }
version-restore-ask =
    <b>Replace your draft of { $name }?</b>
    It is not saved, and its changes are lost: { $fields }.
## Commands

commands-title = <b>Commands of { $name }</b> · { $shown }
commands-folder-title = 📁 <b>{ $folder }</b> · { $shown }
commands-folder-of = A folder of { $name }
commands-tree = { $folders ->
        [one] In 1 folder
       *[other] In { $folders_shown } folders
    }: { $inside } · in none: { $outside }
commands-groups = Only for a group: { $groups }
commands-group = { $group } { $shown }
commands-page = { $first }–{ $last } of { $count }
commands-none =
    <b>No commands in { $name } yet</b>
    Make one in the Bots.Business app, and it shows up here.
commands-folder-none = No command is in it.
commands-folder-gone =
    <b>That folder is not there any more</b>
    It was deleted, or belongs to another bot.
commands-search =
    <b>Which command of { $name }?</b>
    Send a part of its name (without the /), of an alias, of its answer or of its code.
commands-search-long =
    <b>That is too long to look for</b>
    Send at most 200 characters of it.
commands-not-found =
    <b>No command of { $name } has “{ $words }”</b>
    I looked into names, aliases, answers and code. Send other words.
commands-code-unseen = The code of { $count ->
        [one] 1 command was
       *[other] { $shown } commands was
    } not in the list that Bots.Business gave me: I could not look into it.
commands-found-title = <b>Commands with “{ $words }”</b> · { $count ->
        [one] { $count }
       *[other] { $shown }
    }
commands-found-name = <code>{ $command }</code>
commands-found-in = <code>{ $command }</code>: { $place ->
        [alias] alias
        [answer] answer
       *[code] code
    }
commands-found-line = <code>{ $command }</code>: code, line { $line }
commands-found-text = <i>{ $words }</i>
folder-nameless = folder { $folder }
folder-label = 📁 { $folder } · { $shown }
command-nameless = command { $command }
command-title = <code>{ $command }</code> of <b>{ $name }</b>
command-aliases = Aliases: { $aliases }
command-more = and { $shown } more
command-folder = Folder: { $folder }
command-group = Only for: { $group }
command-help = Help: { $help }
command-no-answer = No answer text
command-answer = Answer:
command-text = <blockquote>{ $text }</blockquote>
command-answer-blank = Its answer has no visible character.
command-answer-cut = Cut here: all { $shown } characters are in the file.
command-keyboard = Keyboard:
command-label = [ { $label } ]
command-more-rows = and { $count ->
        [one] 1 row
       *[other] { $shown } rows
    } more
command-waits = ⏳ Waits for an answer of the user
command-retry = Runs by itself every { $seconds ->
        [one] second
       *[other] { $shown } seconds
    }{ $when ->
        [never] { "" }
       *[other] {" "}· last { $when }
    }
command-csv = Made by a CSV import: the next one without it removes it.
command-no-code = No code
command-code-unseen = Bots.Business says that it has code, but gave none that can be seen.
command-code = Code:
command-code-blank = Its code has no visible character.
command-code-long = Code: { $lines ->
        [one] 1 line
       *[other] { $lines_shown } lines
    }, { $characters } characters. Too long for a message: get it as a file.
command-changed = Changed { $when }
command-gone =
    <b>That command is not there any more</b>
    It was deleted, or belongs to another bot.
command-code-none =
    <b>That command has no code any more</b>
    Somebody took it out.
command-answer-none =
    <b>That command has no answer any more</b>
    Somebody took it out.
command-code-file = Code of <code>{ $command }</code> · { $lines ->
        [one] 1 line
       *[other] { $lines_shown } lines
    }
command-answer-file = Answer of <code>{ $command }</code>
command-file-starred = ⚠️ Keys and tokens in it are starred. Do not put it back as it is: the stars would take their place.

## A CSV import

csv-title = { $sign } <b>CSV import: { $status }</b>
csv-no-status = no status given
csv-unknown-word = This is the API's own word. I don't know if the import has ended.
csv-unknown-none = The API gave no word for it. I don't know if the import has ended.
csv-asked = Bot <code>{ $bot }</code> · import <code>{ $task }</code>
csv-asked-name = <b>{ $name }</b> (<code>{ $bot }</code>) · import <code>{ $task }</code>
csv-differs = Asked: bot { $bot }, import { $task }. The answer names bot { $other_bot }, import { $other_task }.
csv-counts = <pre>{ $table }</pre>
csv-new = New
csv-updated = Updated
csv-removed = Removed
csv-created = Created { $when }
csv-ago = ({ $ago })
csv-created-unreadable = Created: { $when } (as the API wrote it)
csv-created-unknown = Created: not given
csv-watched = 🔔 I look at it and tell you here when it ends.
csv-given-up =
    ❔ <b>That import has not ended in 24 hours</b>
    I do not look at it any longer.


csv-which-bot =
    <b>Which bot?</b>
    Pick one, or send its name or number.
csv-which-bot-of =
    <b>Import <code>{ $task }</code> of which bot?</b>
    Pick one, or send its name or number.
csv-which-bot-unlisted =
    <b>Which bot?</b>
    I could not read your list of bots just now. Send the bot's number, like 2792787.
csv-several-bots =
    <b>Several bots have such a name</b>
    Which one?
csv-which-reading =
    <b>What did you mean?</b>
    Pick one, or send it in another way.
csv-no-such-bot =
    <b>No bot of yours is called “{ $words }”</b>
    Send another name, or a number.
csv-not-positive =
    <b>Numbers start at 1</b>
    Send bot and import: <code>2792787 123</code>

csv-which-task =
    <b>Which import of { $name }?</b>
    Send its number. Bots.Business gives it when an import is started.
csv-usage-group =
    <b>Which bot and which import?</b>
    In a group, send both numbers:
    <code>/csvstatus 2792787 123</code>
csv-too-many =
    <b>That is more than two numbers</b>
    Send bot and import only:
    <code>2792787 123</code>

csv-not-a-task =
    <b>“{ $word }” is no import number</b>
    Send its digits, like <code>123</code>.
csv-link =
    <b>I can't read that link</b>
    Send the two numbers: <code>2792787 123</code>
csv-too-long =
    <b>That number is too long</b>
    Numbers of bots and imports have at most 18 digits.

## Importing a sheet

imports-title = <b>Imports of { $name }</b>
imports-sheet = Sheet …{ $tail }
imports-some-sheet = A sheet's link is stored with it.
imports-no-sheet =
    <b>No sheet is stored with it</b>
    Send me the link of one, as your browser shows it.
imports-mine = <b>Your imports</b>
imports-none =
    <b>No imports yet</b>
    What you import or ask for shows up here.
imports-line = { $sign } <b>{ $name }</b> · { $task } · { $time } · { $new } / { $updated } / { $removed }
imports-unread = ⏳ <b>{ $name }</b> · { $task } · asked for { $time }
sheet-ask =
    <b>Which sheet for { $name }?</b>
    Send me its link, as your browser shows it.
sheet-forgotten =
    <b>I no longer have that link</b>
    I keep links for 7 days. Please send it again.
sheet-no-link =
    <b>I see no link in that</b>
    Send me the sheet's link. It begins with https://
sheet-not-a-sheet =
    <b>That link leads to no sheet</b>
    Open the sheet itself, and send me the link from there.
sheet-no-csv =
    <b>{ $service } gives no CSV without signing in</b>
    Copy it into a Google sheet and send me that link.
sheet-expiring =
    <b>That address ends in a few minutes</b>
    Google makes it for one download. Send me the sheet's own link.
sheet-not-https =
    <b>That link is not safe</b>
    I read links that begin with https:// only.
sheet-unlisted =
    <b>I don't read sheets from there</b>
    That host is not on the list of whoever runs me.
sheet-private-address =
    <b>That is no public address</b>
    A sheet has to be on the Internet. Send me its public link.
sheet-odd-address =
    <b>I can't use that link</b>
    It has a name, a password or a port in it. Send me the plain link.
sheet-sign-in = <b>This link needs a sign-in</b>
sheet-not-found = <b>Nothing can be read at that link</b>
sheet-page = <b>That link gives a web page, no CSV</b>
sheet-publish = In the sheet: <b>File → Share → Publish to web</b>. There: the sheet, CSV, Publish. Send me the link that it shows.
sheet-publish-excel = It may be an Excel file. Open it in Google Sheets: <b>File → Save as Google Sheets</b>, then <b>File → Share → Publish to web</b>: the sheet, CSV. Send me that link.
sheet-make-public = Make the file public, so that everybody with the link can read it, and send me its link again.
sheet-busy =
    <b>The sheet's host is busy</b>
    It asks to wait a little. Then look again.
sheet-refused =
    <b>The sheet's host said no</b>
    Its answer was { $status }. Try again in a minute.
sheet-not-text =
    <b>That is no CSV</b>
    It may be an Excel file. Save it as CSV, or as a Google sheet.
sheet-too-large =
    <b>That sheet is too large for me</b>
    I read up to 5 MB.
sheet-timed-out =
    <b>The sheet took too long</b>
    It was not here within 10 seconds. Try again in a minute.
sheet-redirects =
    <b>That link leads on and on</b>
    Send me the sheet's own link.
sheet-unreachable =
    <b>I can't reach the sheet's host</b>
    Check the link, or try again in a minute.
preview-title = <b>Import into { $name }</b>
preview-unseen = Bots.Business may be able to read it. But I can't see what the import would do: <b>commands may be overwritten or removed.</b> It costs 5 iterations.
preview-nothing =
    <b>Nothing would change</b>
    All { $shown } commands of the sheet are there already, just so. No import is needed.
preview-too-long =
    <b>That sheet is too long for me</b>
    I can't say what the import would do: <b>commands may be overwritten or removed.</b>
preview-would-fail =
    <b>I would not import this</b>
    By all I know it fails, or does something else than you mean. Nothing was changed.
preview-counts = <b>{ $new } new · { $overwritten } overwritten · { $removed } removed</b>{ $perhaps ->
        [0] { "" }
       *[other] {" "}(perhaps { $more } more)
    }
preview-lost = ⚠️ { $count ->
        [one] { $shown } of them would lose its { $column ->
            [answer] answer
            [scenarios] code
            [keyboard] keyboard
            [aliases] aliases
            [help] help text
            [group] group
            [need_reply] waiting for a reply
            [auto_retry] auto-retry
           *[other] { $column }
        }
       *[other] { $shown } of them would lose their { $column ->
            [answer] answer
            [scenarios] code
            [keyboard] keyboard
            [aliases] aliases
            [help] help text
            [group] group
            [need_reply] waiting for a reply
            [auto_retry] auto-retry
           *[other] { $column }
        }
    }
preview-removed = { $certain ->
        [yes] Removed
       *[no] May be removed (Bots.Business does not say if an import made them)
    }: { $names }{ $count ->
        [0] { "" }
       *[other] {" "}and { $more } more
    }
preview-more-findings = … and { $more } more. [Show all] has them.
preview-published = <i>Google shows changes up to 5 minutes late.</i>
preview-exported = <i>Bots.Business gets the export form of your link.</i>
preview-hours = <i>This address ends within hours.</i>
preview-costs = Costs 5 iterations; you have { $left } left.
preview-costs-only = Costs 5 iterations.
preview-file = All that an import into <b>{ $name }</b> would do
finding-line = Line { $line }: { $finding }
finding-html = this is a web page, no CSV. Publish the sheet as CSV and send me that link.
finding-empty = the sheet is empty.
finding-utf16 = this is UTF-16. Save it as “CSV UTF-8”.
finding-not-utf8 = a letter is not UTF-8. Save the file as “CSV UTF-8”.
finding-too-long = more than I read: up to 20,000 rows.
finding-byte-order-mark = a hidden mark (BOM) is before the first column's name. Bots.Business may not see that column.
finding-tabs = cells are parted by tabs. Bots.Business is known to read commas.
finding-wrong-separator = cells are parted by “{ $separator }”. Bots.Business is known to read commas.
finding-separator-line = only Excel reads this line. Remove it.
finding-no-command-column = no column is called <code>command</code>. Name one so, in small letters.
finding-misnamed-column = the column “{ $found }” is not read. Call it <code>{ $meant }</code>, just so.
finding-unknown-column = the column “{ $name }” is not read by Bots.Business.
finding-doubled-column = a second column <code>{ $name }</code>. I count the first.
finding-ragged = { $count ->
        [one] { $cells } cell
       *[other] { $cells } cells
    }, the header has { $header }. Missing ones clear what was there.
finding-skipped-row = no command here: the row is skipped.
finding-doubled-command = “{ $name }” is in line { $first } already. I count the last.
finding-spaced-command = a space around “{ $name }”. Nobody types it.
finding-bad-need-reply = need_reply is “{ $cell }”. It has to be true, false or empty.
finding-capital-need-reply = need_reply is “{ $cell }”. Write it in small letters.
finding-formula-error = { $error } in { $column } is the error of a formula. It would be imported as text.
finding-long-cell = a very long { $column }. A quote may be missing.
finding-stray-quote = a quote in the middle of a cell. Cells may be cut at the wrong place.
finding-unclosed-quote = a quote is never closed: all after it is one cell.
finding-nul = a character that no text has. Save the file as “CSV UTF-8”.
file-new = NEW: { $count }
file-overwritten = OVERWRITTEN: { $count }
file-removed = REMOVED: { $count }
file-findings = WHAT I FOUND: { $count }
file-created = { $name } (line { $line })
file-overwritten-one = { $name } (line { $line }): { $changes ->
        [no] stays as it is
       *[yes] changes { $changed }
    }{ $loses ->
        [no] { "" }
       *[yes] ; LOSES { $lost }
    }
file-perhaps = { $name } (perhaps)
import-live = ⏳ Importing into <b>{ $name }</b>… { $seconds } s
import-not-ended =
    ❔ <b>{ $name }: not ended after 10 minutes</b>
    I look every few minutes now, and tell you here when it ends.
import-word = Bots.Business says: { $status }
import-unread = ⏳ Importing into <b>{ $name }</b>. Bots.Business did not say just now how it is; I keep looking… { $seconds } s
import-ended = { $sign } <b>{ $name }</b>: CSV import { $status }
import-seen-after = Import <code>{ $task }</code> · seen after { $seconds } s
import-number = Import <code>{ $task }</code>
import-as-said = As the preview said.
import-not-as-said =
    Not as the preview said:
    { $counts }
import-half = A part of the sheet may be imported already. Bots.Business does not undo it.
import-errors = { $count ->
        [one] { $shown } error was logged since.
       *[other] { $shown } errors were logged since.
    }
import-no-number = ⏳ <b>Bots.Business took the import into { $name }</b> and gave no number, so I can't ask how it goes… { $seconds } s
import-unknown =
    ❔ <b>I don't know if the import into { $name } began</b>
    I asked Bots.Business { $seconds } s ago and got no answer that says so. I don't ask twice: that could import twice.
import-traces = { $count ->
        [0] What I see: no command was written by an import since.
        [one] What I see: { $shown } command was written by an import since. So it began.
       *[other] What I see: { $shown } commands were written by an import since. So it began.
    }
import-refused =
    ⚠️ <b>Nothing was imported</b>
    { $words }
import-refused-silent =
    ⚠️ <b>Nothing was imported</b>
    Bots.Business did not take it. Try again in a minute.

## An account without its key

signing-door =
    <b>Connect your account</b>
    Safest: the <b>Api Key</b> from the Bots.Business app, Settings → Profile. You can replace it at any time.

    No key at hand? Sign in, or open an account. I keep its key alone, encrypted: no password, no session.
signing-in-address =
    <b>Sign in: which e-mail?</b>
    Send the address of your Bots.Business account. I delete your messages at once.
signing-in-password =
    <b>Now its password</b>
    A chat is no place for passwords: I delete your message at once, use it once, and keep only the Api Key.
signing-up-address =
    <b>A new account: which e-mail?</b>
    Send your address. I delete your messages at once.
signing-up-password =
    <b>Now a password for it</b>
    Choose one that you use nowhere else. I delete your message at once and do not keep it.
signing-up-ask =
    <b>Open an account at Bots.Business for { $email }?</b>
    By opening it you accept their terms, as in the app's sign-up form.
signing-mail-address =
    <b>A new password: for which e-mail?</b>
    Send the address of your Bots.Business account. I delete your message at once.
signing-mail-ask =
    <b>Mail a new password to { $email }?</b>
    The old password ends. The Api Key may be replaced, too.
signing-no-address =
    <b>That is no e-mail address</b>
    Send one like anna@example.com.{ $message ->
        [kept] {"\u000A"}⚠️ I could not delete your message. Please delete it.
       *[deleted] {"\u000A"}I deleted your message to be safe.
    }
signing-one-line =
    <b>That is no password</b>
    Send it alone, on one line, up to 128 characters.
signing-delete-it = ⚠️ <b>I could not delete your message.</b> Please delete it now.
signing-over =
    <b>That took too long</b>
    I no longer have what you sent before: I keep it for minutes only. Nothing was sent now.
signing-connected =
    ✅ <b>Connected as { $account }</b>
    { $known ->
        [yes] It was here before; it has its present Api Key now.
       *[no] I keep its Api Key, encrypted, and nothing else.
    }
signing-wrong =
    🔑 <b>Bots.Business does not know this e-mail with this password</b>
    I kept neither. Whoever signed up with Telegram may have no password: have one mailed.
signing-refused =
    ⚠️ <b>Bots.Business did not { $way ->
        [open] open the account
        [mail] mail a password
       *[in] let you in
    }</b>
    { $said ->
        [yes] Its words: “{ $words }”
       *[no] It gave no reason that I can show.
    }
signing-failed =
    <b>Nothing came of it</b>
    { $words }
signing-unknown =
    ❔ <b>I don't know if it was done</b>
    { $way ->
        [open] I asked Bots.Business to open the account and got no answer that says so. Try to sign in: if that works, it is open.
        [mail] I asked Bots.Business for the mail and got no answer that says so. Look into your mailbox before you try again.
       *[in] I asked Bots.Business and got no answer that says so. I kept nothing.
    }
signing-no-key =
    <b>Signed in, but without a key</b>
    Bots.Business did not give me the Api Key. Copy it in the app (Settings → Profile) and paste it here.
signing-opened =
    ✅ <b>The account is open</b>
    Signing in to it did not work yet. Look into your mailbox, then sign in.
signing-mailed =
    ✅ <b>Bots.Business took it</b>
    A new password is on its way to your mailbox.
signing-too-many =
    <b>You have { $count } accounts here already</b>
    That is the most I keep. I kept nothing of this one. Remove another first.
signing-not-now =
    <b>That was a lot of tries</b>
    Nothing was sent. Try again in an hour, or paste your Api Key.
signing-telegram =
    <b>Sign in with Telegram</b>
    1. Press Open Telegram. It opens { $host }.
    2. Press Start there, then come back.
    { $goes ->
        [yes] ⏳ I look whether you did… { $seconds } s
       *[no] I looked for { $seconds } s and stopped. If you pressed Start, press Look now.
    }
signing-telegram-over =
    <b>That sign-in is over</b>
    Bots.Business no longer waits for it. I kept nothing.
signing-telegram-foreign =
    ⚠️ <b>That sign-in is not yours</b>
    The account it leads to is not linked to this Telegram account, so I kept nothing. Press Start with the Telegram account that you write to me with.
signing-telegram-unknown =
    ❔ <b>I don't know if the sign-in began</b>
    Bots.Business gave no answer that says so. Begin again: that harms nothing.
signing-telegram-odd =
    <b>I don't open that address</b>
    Bots.Business gave me an address that is no safe web address. Sign in by e-mail and password, or paste your Api Key.

## An account at Bots.Business

account-title = <b>{ $account }</b>{ $told ->
        [yes] {" "}· plan { $plan }
       *[no] { "" }
    }
account-failed =
    ⚠️ <b>Nothing was changed</b>
    { $words }
iterations-title = <b>Iterations of { $account }</b>
iterations-bar = { $bar }
iterations-used = Iterations: { $used } of { $limit } used
iterations-end = At this pace they end on { $day }.
iterations-last = At this pace they last until { $day }, when they are renewed.
iterations-over = { $known ->
        [yes] ⚠️ All are used. They are renewed on { $day }.
       *[no] ⚠️ All are used.
    }
iterations-extra = Extra points: { $points }
iterations-limits = Without ads { $without }, with ads { $with }
iterations-unknown = Bots.Business did not say how many are used.
iterations-what = <i>A message, a button or a run of code costs 1; an import costs 5. When all are used, bots go silent.</i>
ads-title = <b>Ads of { $account }: { $on ->
        [yes] on
        [no] off
       *[unknown] not told
    }</b>
ads-what = With ads on, the account gets more iterations, and Bots.Business may show ads. Its API does not say where and how often.
ads-ask = <b>Turn ads { $on ->
        [yes] on
       *[no] off
    } for { $account }?</b>
ads-changed = { $seen ->
        [yes] ✅ <b>Ads are { $on ->
            [yes] on
           *[no] off
        }</b>
        [no] ❔ <b>Not yet</b>
        { $sent ->
            [yes] Bots.Business took it, and still says that ads are { $on ->
                [yes] off
               *[no] on
            }. Look again in a minute.
           *[unknown] I don't know if my request arrived. Bots.Business says that ads are { $on ->
                [yes] off
               *[no] on
            }.
        }
       *[unknown] ❔ <b>{ $sent ->
            [yes] Bots.Business took it
           *[unknown] I don't know if my request arrived
        }</b>
        It does not say whether ads are on.
    }
plan-title =
    <b>Plan of { $account }</b>
    { $plan }
plan-time = A command may run: { $limit } (Bots.Business names no unit)
plan-paid = Paying and changing the plan: in the Bots.Business app.
cloud-title = <b>Cloud plans</b> · { $shown }
cloud-line = • { $name }
cloud-none =
    <b>No cloud plans</b>
    Bots.Business listed none.
cloud-where = Prices and buying: in the Bots.Business app.
telegram-title = <b>Telegram accounts of { $account }</b> · { $shown }
telegram-none =
    <b>No Telegram account is linked to { $account }</b>
    A linked one can sign in, and gets a lost password back.
telegram-line = • { $name }{ $known ->
        [yes] {" "}{ $username }
       *[no] { "" }
    } · <code>{ $id }</code>{ $me ->
        [yes] {" "}(you)
       *[no] { "" }
    }
telegram-more = … and { $more } more
telegram-link =
    <b>Link a Telegram account to { $account }</b>
    Press Open Telegram ({ $host }), and Start there. Whoever opens this address gets linked: do not pass it on.
telegram-odd =
    <b>I don't open that address</b>
    Bots.Business gave me an address that is no safe web address. Link the account in its app.
sessions = <b>{ $account } is { $count ->
        [0] signed in nowhere
        [one] signed in on { $shown } device
       *[other] signed in on { $shown } devices
    }</b>
    Bots.Business says no more about them. A sign-in through me counts, too; I kept nothing of it and use the Api Key.
sessions-ask =
    <b>Log { $account } out everywhere?</b>
    { $count ->
        [one] { $shown } device has
       *[other] { $shown } devices have
    } to sign in to the app again. Bots.Business does not say whether the Api Key keeps working: I look at once.
sessions-ended = { $count ->
        [0] ✅ <b>Signed in nowhere now</b>
        { $sent ->
            [yes] The app asks for the password on every device. The Api Key still works.
           *[unknown] I don't know if my request arrived, but no device is signed in. The Api Key still works.
        }
       *[other] ❔ <b>Still signed in: { $shown }</b>
        { $sent ->
            [yes] Bots.Business took it, and still counts them. Somebody may have signed in since.
           *[unknown] I don't know if my request arrived. Look again, then decide.
        }
    }
email-new =
    <b>A new e-mail for { $account }</b>
    Send the address. I ask again before I change it.
email-not-one =
    <b>That is no e-mail address</b>
    Send one like anna@example.com.
email-ask =
    <b>Change the e-mail of { $account } to { $email }?</b>
    You sign in with the new one, and new passwords are mailed there. Check every letter.
email-changed = { $seen ->
        [yes] ✅ <b>The e-mail is { $account } now</b>
       *[no] ❔ <b>The e-mail is still { $account }</b>
    }{ $sent ->
        [yes] { $seen ->
            [yes] { "" }
           *[no] {"\u000A"}Bots.Business took the new one; it may want to be confirmed in your mailbox first.
        }
       *[unknown] { $seen ->
            [yes] { "" }
           *[no] {"\u000A"}I don't know if my request arrived. Look again before you try again.
        }
    }
password-room =
    <b>A new password for { $account }</b>
    A chat is no place for passwords: I delete your messages at once, but they pass through Telegram. Better: let Bots.Business mail you a new one.
password-old =
    <b>The present password of { $account }</b>
    Send it alone. I delete your message at once.
password-new =
    <b>And the new one for { $account }</b>
    Send it alone. I delete your message at once, then change the password.
password-changed = { $sent ->
        [yes] ✅ <b>The password of { $account } is changed</b>
        I kept neither. Your Api Key still works.
       *[unknown] ❔ <b>I don't know if the password of { $account } is changed</b>
        Bots.Business gave no answer that says so. Sign in to its app: one of the two passwords works.
    }
password-refused =
    ⚠️ <b>The password of { $account } is not changed</b>
    { $said ->
        [yes] Bots.Business says: “{ $words }”
       *[no] Bots.Business gave no reason that I can show.
    }
password-mail-ask =
    <b>Mail a new password to { $account }?</b>
    The old password ends. The Api Key may be replaced, too: then I ask you for the new one.
password-mailed = { $sent ->
        [yes] ✅ <b>A new password is on its way to { $account }</b>
        Your Api Key still works.
       *[unknown] ❔ <b>I don't know if a new password is on its way to { $account }</b>
        Bots.Business gave no answer that says so. Look into your mailbox before you try again.
    }
password-no-address =
    <b>I don't know where to</b>
    Bots.Business did not tell the e-mail address of this account. Have one mailed from its app.
new-key-ask =
    <b>Make a new Api Key for { $account }?</b>
    The old one stops working everywhere: in other programs, and for everybody else who uses it with me. I keep the new one, encrypted.
new-key = { $made ->
        [yes] ✅ <b>{ $account } has a new Api Key</b>
        It ends with { $tail }. I keep it encrypted in the place of the old one, and go on with it. The old one is void.
       *[unknown] ❔ <b>I see no new Api Key for { $account }</b>
        Bots.Business gave no answer that says so. The key I have still works; it ends with { $tail }.
    }
new-key-lost =
    🔑 <b>{ $account } has a new Api Key, and I did not get it</b>
    Bots.Business refuses the old one, and its answer with the new one was lost. Copy it in the app (Settings → Profile) and paste it here.
new-key-shown = 🔑 <b>The Api Key of { $account }</b>

## Watches

watches-too-many =
    <b>You watch 50 things already</b>
    Stop watching one of them first.

## When Bots.Business says no

task-unknown =
    <b>{ $name } has no import <code>{ $task }</code></b>
    Please check the import's number, and send it again.
bot-unknown =
    <b>No bot <code>{ $bot }</code> in { $account }</b>
    It does not exist, or belongs to another account. Send another number, or its name.
bot-unknown-group =
    <b>No bot <code>{ $bot }</code> in your account</b>
    It does not exist, or belongs to another account.
either-unknown =
    <b>No such bot or import</b>
    You asked for bot <code>{ $bot }</code>, import <code>{ $task }</code>. Please check both numbers, and send them again.
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
    Try again in { $wait }.
api-busy-long =
    ⏳ <b>Bots.Business is busy</b>
    Try again tomorrow.
api-busy-unknown =
    ⏳ <b>Bots.Business is busy</b>
    Try again in a little while.
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
    The address that I know for this is wrong. The person who runs me can correct it: endpoint <code>{ $endpoint }</code>, see <code>bb-pocket endpoints</code>.
api-not-found =
    ❔ <b>That is not there any more</b>
    Bots.Business does not know it. It may be deleted, or belong to another account.
api-not-found-words =
    ❔ <b>That is not there any more</b>
    Bots.Business says: “{ $message }”
api-key-rejected =
    🔑 <b>Bots.Business refused the key</b>
    It may have been reset. Connect the new one.
api-slow =
    ⏳ Bots.Business is slow. I keep waiting.

## Manners

cancelled = Cancelled. Nothing was changed.
nothing-to-cancel = There is nothing to cancel.
unknown-command =
    <b>I don't know { $command }</b>
    These buttons show what I know.
did-you-mean =
    <b>I don't know { $command }</b>
    Did you mean { $suggestion }?
not-understood =
    <b>I did not understand that</b>
    Send a bot's name or number, or use the buttons.
wordless =
    <b>I read words only</b>
    Send a bot's name, or use the buttons.
file-refused =
    <b>I can't take that file now</b>
    I take files up to 1 MB, and only when I asked for one.
file-not-given =
    ⏳ <b>Telegram did not give me that file</b>
    Please send it again.
not-that =
    <b>{ $takes ->
        [file] Please send a file, up to 1 MB
        [code] Please send text, or a text file
        [token] That is no bot token
       *[words] Please send it as text
    }</b>{ $message ->
        [none] { "" }
        [kept] {"\u000A"}⚠️ I could not delete your message. Please delete it.
       *[deleted] {"\u000A"}I deleted your message to be safe.
    }
between-us =
    <b>That is between us two</b>
    Keys and accounts are no matter for a group:
anonymous =
    <b>I can't tell who you are</b>
    You write as a group or channel. Write as yourself, or ask me in private:
not-admitted =
    <b>This copy of the bot is private</b>
    { $known ->
        [yes] It is run by { $operator }, who lists who may use it.
       *[no] Whoever runs it lists who may use it.
    }
    Your Telegram id: <code>{ $user }</code>
old-button = That button is from an older version. Here is a fresh start.
flood =
    <b>That was a lot at once</b>
    I skip your messages for { $count ->
        [one] 1 second
       *[other] { $shown } seconds
    }. Then send the last one again.
late =
    <b>I was away for more than a day</b>
    I did not do what you sent before that. Please send it again.
sorry =
    ⚠️ <b>Sorry, something broke on my side</b>
    Please try again. If it stays, tell whoever runs this bot this number: <code>{ $error }</code>
set-aside =
    ⚠️ <b>I set one of your messages aside</b>
    It stopped me three times, so I did not answer it. Please send it in another way. For whoever runs this bot: <code>{ $error }</code>
toast-not-yours = These buttons belong to somebody else. Send the command yourself.
toast-flood = Too fast. Wait { $count ->
        [one] 1 second
       *[other] { $shown } seconds
    }.

## What is shown for a minute only

secret-soon = It appears here for a minute.
secret-gone = Tap to see it. I delete this message { $count ->
        [one] after 1 second
       *[other] after { $shown } seconds
    }.
secret-late =
    <b>That was a while ago</b>
    I show a secret only right after you ask for it.
secret-not-shown =
    ⚠️ <b>I could not show it</b>
    Nothing was shown. Please try again.
secret-not-deleted =
    ⚠️ <b>Please delete this message</b>
    A secret is in it, and Telegram did not let me delete it.

## Buttons

button-no-key = I have no key at hand
button-paste-key = Paste my Api Key
button-sign-in = Sign in
button-sign-up = Open an account
button-by-telegram = Sign in with Telegram
button-forgot-password = Mail me a new password
button-begin-again = Begin again
button-open-account = Open it
button-mail-it = Mail it
button-mail-me-one = Mail me one
button-keep-password = Keep the old one
button-open-telegram = Open Telegram
button-look-now = Look now
button-account = Account
button-iterations = Iterations
button-plan = Plan
button-cloud-plans = Cloud plans
button-ads = Ads{ $on ->
        [yes] : on
        [no] : off
       *[unknown] { "" }
    }
button-ads-on = Turn ads on
button-ads-off = Turn ads off
button-leave-it = Leave it
button-linked-telegram = Telegram accounts
button-link-telegram = Link another
button-sessions = Sessions
button-sessions-count = Sessions · { $count }
button-log-out = Log out everywhere
button-log-out-now = Log out
button-stay = Stay signed in
button-email = E-mail
button-change-email = Change it
button-keep-email = Keep the old one
button-password = Password
button-new-key = New Api Key
button-make-key = Make a new key
button-keep-key = Keep the old one
button-my-accounts = My accounts
button-reveal = Reveal

button-tell = Tell me when it ends
button-unwatch = Stop watching
button-privacy = What do you store?
button-help = Help
button-check = Check an import
button-check-entry = { $bot } · { $task } · { $time }
button-check-pair = { $bot } · { $task }
button-check-number = Check by number
button-import = Import…
button-see-import = See a preview
button-other-sheet = Other sheet…
button-import-now = Import now
button-import-anyway = Import anyway
button-import-unseen = Import without a preview
button-show-all = Show all
button-not-now = Not now
button-import-again = Import again
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
button-copy-task = Copy import number
button-other-task = Other import
button-other-bot = Other bot
button-try-again = Try again
button-look-again = Look again
button-cancel = Cancel
button-private = Open our private chat
button-back = ‹ Back
button-home = Home
button-bots = Bots
button-all-bots = All bots
button-bots-of = Bots of { $account }
button-search = Search
button-go-on = Go on
button-start = Start
button-stop = Stop
button-stop-now = Stop it
button-keep-running = Keep it running
button-errors = Errors
button-errors-count = Errors · { $count }
button-trace-file = Trace as a file
button-clear-errors = Clear all { $count }
button-clear-now = Clear them
button-keep-errors = Keep them
button-see-changes = See changes
button-save = Save
button-save-mine = Save mine
button-keep-theirs = Keep theirs
button-back-to-draft = Back to draft
button-my-version = Mine
button-their-version = Theirs
button-changes-file = Changes as file
button-throw-away = Throw away…
button-throw-it-away = Throw it away
button-keep-draft = Keep the draft
button-replace-draft = Replace it
button-versions = Versions
button-undo = Undo
button-change = Change
button-change-more = Change more
button-restore = Restore…
button-empty = Empty it
button-add-code = Add to its end
button-wait = Wait
button-do-not-wait = Do not wait
button-done = Done
button-start-over = Start over
button-field = { $changed ->
        [yes] •{" "}
       *[no] { "" }
    }{ $field ->
        [name] Name
        [answer] Answer
        [code] Code
        [keyboard] Keyboard
        [aliases] Aliases
        [help] Help
        [group] Group
        [retry] Auto-retry
       *[waits] Waiting
    }
button-commands = Commands
button-code-file = Code as a file
button-answer-file = Whole answer as a file
button-folder = 📁 { $folder }
button-in-list = In the list: { $first }–{ $last }
button-task = Import { $task }
button-forget-all = Erase all about me…
button-copy-id = Copy my id

## The command menu and the bot's profile (Bot API, setMyCommands and setMyShortDescription)

menu-csvstatus = How a CSV import went: BOT IMPORT
menu-import = Import a sheet, and see first what it does
menu-accounts = Your accounts
menu-help = What I can do
menu-menu = The first screen
menu-bots = Your bots, or search: NAME
menu-errors = What went wrong in a bot: NAME
menu-commands = A bot's commands: NAME

short-description = Your Bots.Business bots in your pocket: start and stop them, read errors, check imports. Unofficial, open source.
description =
    Your Bots.Business bots in your pocket: start and stop them, read their errors, ask how a CSV import went.

    Unofficial, open source. Press Start, then paste your Api Key: I delete your message and store the key encrypted.

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
