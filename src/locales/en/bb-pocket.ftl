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
    In a group I answer <code>/csvstatus BOT TASK</code>, /bots and /help.
    All about keys is between us two:
help-group =
    <b>What I answer in a group</b>
    <code>/csvstatus 2792787 123</code> – how that import of a bot went
    /bots – your bots: names and how they are
    I answer whoever asks, from their own account. All else is between us two:
help =
    <b>What I can do</b>
    /menu – the first screen
    /bots – your bots; <code>/bots shop</code> searches
    /bot – one bot: start, stop, see: <code>/bot My Shop</code>
    /errors – what went wrong in a bot
    /watches – what I watch for you: alerts
    /commands – a bot's commands: find, read
    /import – import a sheet: see first what it does
    /imports – your imports
    /csvstatus – how a CSV import went
    /newbot – make a bot
    /account – plan, iterations, password, new key
    /settings – your time zone, sound
    /accounts – your accounts, switch
    /setkey – connect an account
    /signin – connect one by e-mail and password
    /privacy – what I store, and how
    /forget – erase all I know of you
    /cancel – end what I asked you
    A bot's card has the rest: chats, broadcasts, properties, panels, libraries, git, copies.
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
help-newbot =
    <b>/newbot</b>
    Makes a bot at Bots.Business: I ask for its name, then for the token that @BotFather gave you.
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
    Shows the commands of a bot and their folders. Search looks into names, aliases, answers and code. There you make, change, copy, move and delete commands, and folders. /commands alone lists your bots.
help-watches =
    <b>/watches</b>
    What I watch for you: bots that stop, new errors, iterations that run out. Each with a sound, without one, or not at all. A team's group can be told as well.
help-settings =
    <b>/settings</b>
    Your time zone, so that I show your own time; silent or loud; your accounts; what I store.
help-help =
    <b>/help COMMAND</b>
    Explains one command: <code>/help csvstatus</code>
privacy =
    <b>What I store</b>
    • Your Telegram user id.
    • Your API keys, their e-mail addresses and the names you give them, encrypted; the encryption key is not in the database.
    • The numbers of bots and imports you asked for last, and what you searched for, the sheets' links and the new e-mail addresses you sent in the last 7 days, encrypted.
    • What you changed through me in the last 7 days, to tell you truly what became of it.
    • Changes of commands and panels that you have not saved yet, for 7 days, and commands as they were before you saved or deleted them, for 30 days, encrypted.
    • What I restored or replaced for you, for 30 days, encrypted.
    • Your time zone, your quiet hours, and whether you want to hear me, if you set them.
    • The number of a message that shows a secret, until I have deleted it.
    • A password, or the e-mail address of a sign-in, that you send me when I ask for it: encrypted, for 15 minutes at most, deleted as soon as it is used.
    • What I am to tell you about, until it ends or you stop it; what I saw of it is encrypted.
    • The groups that you let me tell of alerts, or added me to in the last 7 days; their names are encrypted.
    • How many errors your watched bots had, and how many iterations were used, hour by hour, for 30 days: numbers only.
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
       *[deleted] Your message is deleted, the key is stored encrypted.
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
    }{ $asked ->
        [other] { "" }
       *[key] {"\u000A"}The Api Key is in the Bots.Business app: Settings → Profile. Paste it here.
    }
bot-token-group =
    ⚠️ <b>That is a bot token, and this is a group</b>
    { $message ->
        [kept] I could not delete it. Please delete it. I did not use it.
       *[deleted] I deleted it and did not use it.
    }
    Others may have seen it. Get a new one from @BotFather: /revoke.
address-password =
    ⚠️ <b>There is a password in that address</b>
    { $message ->
        [kept] I could not delete your message. Please delete it.
       *[deleted] I deleted your message.
    }
    I did not use it. The repository of a bot is set on its card: More, then Git remote. I delete its address there, too.
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
checked = Checked { $time }

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
    Make your first one here. Bots made elsewhere are here after Refresh.
bots-not-found =
    <b>No bot of yours is like “{ $words }”</b>
    Send another part of its name, or its number.
bots-search =
    <b>Which bot?</b>
    Send a part of its name, or its number.
# In a group: names and signs alone.
bots-group-title = <b>Your bots</b>
bots-group-line = { $sign } { $name }
bots-group-nameless = a bot without a name
bots-group-more = … and more
bots-group-none = <b>No bots in your account</b>
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
    It has no bot token, so it cannot start{ $runs ->
        [yes] {" "}again
       *[no] { "" }
    }. Get one from @BotFather, and add it here.
bot-start-no-token =
    <b>{ $name } has no bot token</b>
    So it cannot start. Get one from @BotFather, and add it here.
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

## More of a bot

more-title = <b>More of { $name }</b>
field-name = Name: <b>{ $name }</b>
field-name-before = Before: { $name }
field-token = Token: { $kind ->
        [part] of Telegram bot <code>{ $bot }</code>
        [some] set
       *[none] –
    }
field-sheet = Sheet: { $kind ->
        [part] { $part }
        [some] set
       *[none] –
    }
field-remote = Git: { $kind ->
        [part] { $address }
        [some] set
       *[none] –
    }
field-title = <b>{ $field ->
        [name] Another name for { $name }
        [token] The token of { $name }
        [sheet] The sheet of { $name }
       *[remote] The git remote of { $name }
    }</b>
field-ask = { $field ->
        [name] Send the new name. It is the one at Bots.Business.
        [token] Send the token that @BotFather gave you. I delete your message at once.
        [sheet] Send the link of a sheet. Nothing is imported by that.
       *[remote] Send its address, like <code>git@github.com:you/shop.git</code>. I delete your message: such an address may hold a password.
    }
field-token-runs = It runs. Bots.Business does not say if a running bot takes a new token by itself: if it does not answer then, stop it and start it again.
field-same = { $field ->
        [name] <b>{ $name }</b> is called so already.
        [token] <b>{ $name }</b> has this token already, or none to remove.
        [sheet] <b>{ $name }</b> has this sheet already, or none to remove.
       *[remote] <b>{ $name }</b> has this git remote already, or none to remove.
    }
field-change-ask = <b>{ $what ->
        [remove] { $field ->
            [token] Remove the token of “{ $name }”?
            [sheet] Remove the sheet’s link from “{ $name }”?
           *[remote] Remove the git remote of “{ $name }”?
        }
        [replace] { $field ->
            [token] Give “{ $name }” another token?
            [sheet] Give “{ $name }” another sheet?
           *[remote] Give “{ $name }” another git remote?
        }
       *[set] { $field ->
            [name] Give “{ $name }” this name?
            [token] Give “{ $name }” this token?
            [sheet] Give “{ $name }” this sheet?
           *[remote] Give “{ $name }” this git remote?
        }
    }</b>
field-change-now = Now · { $line }
field-change-new = New · { $line }
token-removed-means = It cannot start without one.{ $running ->
        [yes] {" "}It runs now, and I don't know what Bots.Business does with a running bot that loses its token. Stop it first.
       *[no] { "" }
    }
token-replaced-means = { $other ->
        [same] It is the same Telegram bot, with another token.
        [other] It is another Telegram bot: whoever writes to the present one gets no answer any more.
       *[unknown] { "" }
    }{ $running ->
        [yes] {" "}It runs now. Bots.Business does not say if a running bot takes a new token by itself: if it does not answer then, stop it and start it again.
       *[no] { "" }
    }
address-lost-means = I cannot bring the old address back: I keep none, and show no part that may be secret.
field-changed = { $told ->
        [done] ✅ <b>{ $name }</b> is changed
       *[unknown] ❔ <b>I don't know if { $name } was changed</b>{"\u000A"}I asked Bots.Business once, and got no answer that says so. What I see now:
    }
field-refused =
    ⚠️ <b>Nothing was changed</b>
    { $words }
secret-stays = ⚠️ I could not delete your message. Please delete it.
name-empty =
    <b>That name cannot be seen</b>
    Send one with letters, digits or emoji.
name-too-long =
    <b>That name is too long</b>
    Send one of up to { $most } characters.
remote-none =
    <b>That is no address of a repository</b>
    It looks like <code>git@github.com:you/shop.git</code> or <code>https://…</code>, without spaces.
bot-copy-ask =
    <b>Copy “{ $name }”?</b>
    Bots.Business makes the copy, and that takes a while. It will be called “Cloned bot: { $name }”, stopped, without token.
copy-there = { $count ->
        [one] A bot of that name is there already.
       *[other] { $shown } bots of that name are there already.
    }
copy-awaited = { $told ->
        [asked] ⏳ Asked for a copy of <b>{ $of }</b>… { $passed }{"\u000A"}It will be called “{ $name }”, stopped, without token.
        [unknown] ⏳ I don't know if my request for a copy of <b>{ $of }</b> arrived. I keep looking for “{ $name }”… { $passed }
       *[not-yet] ❔ <b>I don't see it yet.</b>{"\u000A"}I asked for a copy of <b>{ $of }</b> once, { $passed } ago. No new bot is called “{ $name }”.
    }
copy-unread = ⏳ Asked for a copy. Bots.Business did not say just now which bots there are; I keep looking… { $passed }
copy-here =
    ✅ <b>It is here</b>
    “{ $name }”, stopped, without token.
copy-several =
    ❔ <b>{ $shown } new bots are called so</b>
    “{ $name }”: I can't tell which one is the copy I asked for.
copy-forgotten =
    ❔ <b>I can't tell any more</b>
    I asked for a copy, and no longer know which bots were there before. Look into your list.
copy-refused =
    ⚠️ <b>There is no copy</b>
    { $words }
bot-protected-deed = This bot is protected: its maker does not let it be copied or exported.
typed-ask = { $other ->
        [some] Send its name to go on: <code>{ $word }</code>, or its number <code>{ $bot }</code>
       *[none] Send its number to go on: <code>{ $word }</code>
    }
typed-differs =
    <b>That is not its name</b>
    Nothing happens to { $name } yet. Send just <code>{ $word }</code>, or its number <code>{ $bot }</code>.
delete-title = <b>Delete “{ $name }”?</b>
delete-goes =
    All of it goes, and nobody can bring it back:
    Commands { $commands } · Chats { $chats } · Libraries { $libs }
counts-unknown = – means: I don't know how many.
delete-runs = 🟢 It runs: its users get no answers any more.
bot-delete-ask =
    <b>Delete “{ $name }” for good?</b>
    Its commands, chats and data go with it. It cannot be undone.
bot-deleted = { $told ->
        [gone] ✅ <b>{ $name } is deleted</b>
        [before] <b>{ $name } is gone already</b>{"\u000A"}Somebody deleted it before, or it belongs to another account now. I did nothing.
        [perhaps] ✅ <b>{ $name } is not there any more.</b> I don't know if it was my request that deleted it.
        [still] ❔ <b>Bots.Business said yes</b>, but { $name } is still there.
        [refused] ⚠️ <b>{ $name } was not deleted</b>{"\u000A"}{ $words }
       *[unknown] ❔ <b>I don't know if it was deleted.</b> { $name } is still there.
    }

## Git

git-title = <b>Git of { $name }</b>
git-steps-key =
    1. Make a repository, best a private one.
    2. Add this deploy key to it, with write access (GitHub: Settings → Deploy keys):
git-no-key = Bots.Business gave me no deploy key.
git-steps-remote = 3. { $there ->
        [yes] Its address is the one above. For another repository there is the button below.
       *[no] Send its SSH address here, like <code>git@github.com:you/shop.git</code>.
    }
repository-pasted =
    <b>That is the address of a git repository</b>
    Which bot's is it? Open the bot, then More, then Git remote, then the button for another one, and send it there.
git-no-remote =
    <b>{ $name } has no git remote</b>
    Set the address of a repository first.
git-its-remote = its git remote
export-ask =
    <b>Export “{ $name }” to git?</b>
    To { $address }, into a new branch <code>BB_Export_…</code>. It costs 5 iterations.
exported = { $told ->
        [done] ✅ <b>Bots.Business took the export of { $name }</b>{"\u000A"}It takes minutes, and I can't see when it ends: Bots.Business mails you. Look for a branch <code>BB_Export_…</code> in your repository.
        [refused] ⚠️ <b>{ $name } was not exported</b>{"\u000A"}{ $words }
       *[unknown] ❔ <b>I don't know if the export of { $name } began</b>{"\u000A"}I asked once, and got no answer that says so. Look for a mail, or a new branch <code>BB_Export_…</code>, before you ask again.
    }
git-import-title = ⚠️ <b>Import “{ $name }” from git?</b>
git-import-deletes = <b>This deletes all { $commands ->
        [one] { $commands_shown } command
       *[other] { $commands_shown } commands
    } and { $libs ->
        [one] { $libs_shown } library
       *[other] { $libs_shown } libraries
    } of { $name } first.</b>
git-import-deletes-all = <b>This deletes all commands and libraries of { $name } first.</b>
git-import-then =
    Then { $address } is read. If that fails, the bot stays empty.
    It costs 5 iterations. Bots.Business mails you the result.
git-import-protected = This bot is protected, so I can't count its commands, and won't see when new ones are there.
git-import-ask = <b>Empty “{ $name }” and read it from git now?</b>
git-importing = { $sent ->
        [yes] ⏳ Asked Bots.Business to import <b>{ $name }</b> from git… { $passed }
       *[unknown] ⏳ I don't know if my request to import <b>{ $name }</b> from git arrived. I keep looking… { $passed }
    }
git-import-not-seen = { $sent ->
        [yes] ❔ <b>I can't tell if the import of { $name } has ended</b>{"\u000A"}I asked for it { $passed } ago. Bots.Business mails you the result.
       *[unknown] ❔ <b>I don't know if the import of { $name } began</b>{"\u000A"}I asked once, { $passed } ago, and got no answer that says so. I don't ask twice.
    }
git-imported = ✅ <b>{ $name } has other commands now.</b> Seen after { $passed }.
git-import-seen = { $seen ->
        [same] What I see: its commands are the same as before.
        [empty] { $over ->
            [yes] What I see: it has no commands. If the mail says that the import failed, it stays empty.
           *[no] What I see: its commands are deleted; no new ones yet.
        }
        [changed] { $count ->
            [one] What I see: { $shown } command.
           *[other] What I see: { $shown } commands.
        } More may come: Bots.Business does not say when it ends, and mails you.
        [now] { $count ->
            [one] What I see: { $shown } command. I don't know any more what was there before.
           *[other] What I see: { $shown } commands. I don't know any more what was there before.
        }
        [protected] Its commands are protected, so I can't see more. Bots.Business mails you the result.
       *[unread] Bots.Business did not say just now which commands there are.
    }
git-import-refused =
    ⚠️ <b>Nothing was imported</b>
    { $words }

## A new bot

new-name-ask =
    <b>A new bot: how is it called?</b>
    Send its name at Bots.Business.
new-token-ask =
    <b>A token for “{ $name }”</b>
    Send the one that @BotFather gave you (/newbot there). I delete your message at once.
    Without one it is made as well; it cannot start then.
token-none =
    <b>That is no bot token</b>
    A token is digits, a colon and 35 characters, like <code>123456789:AA…</code>. Copy all of it from @BotFather and send it alone.{ $message ->
        [none] { "" }
        [kept] {"\u000A"}⚠️ I could not delete your message. Please delete it.
       *[deleted] {"\u000A"}I deleted your message to be safe.
    }
new-same-name = A bot of yours is called so already.
bot-new-ask = <b>Make “{ $name }” with this token?</b>
bot-new-made = { $told ->
        [seen] ✅ <b>{ $name } is there.</b> I got no answer when I asked for it; it was not there before.
       *[made] ✅ <b>{ $name } is made</b>
    }{"\u000A"}{ $token ->
        [some] It has a token, and can start.
       *[none] It has no token yet, so it cannot start.
    }
new-awaited = { $told ->
        [unknown] ⏳ I don't know if my request to make <b>{ $name }</b> arrived. I keep looking… { $seconds } s
        [unread] ⏳ I don't know if my request to make <b>{ $name }</b> arrived. Bots.Business did not say just now which bots there are; I keep looking… { $seconds } s
       *[not-seen] ❔ <b>I don't see it yet.</b>{"\u000A"}I asked once for <b>{ $name }</b>, { $seconds } s ago, and got no answer. No new bot is called so.
    }
bot-new-several =
    ❔ <b>{ $shown } new bots are called { $name }</b>
    I can't tell which one I asked for.
new-forgotten =
    ❔ <b>I can't tell any more</b>
    I asked for a new bot, got no answer, and no longer know its name. Look into your list.
new-refused =
    ⚠️ <b>No bot was made</b>
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
edit-overtaken = ✋ An import or somebody changed this command after you began.
edit-name-taken = ⚠️ <b>{ $command } is there already.</b> Give this one another name: I make no second one.
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
        [aliases] Aliases are names with commas between, like <code>hi, hello</code>.
        [group] A group is one word or line.
        [retry] Auto-retry is a whole number of seconds, from 1 to 31,536,000 (a year), like <code>3600</code>.
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
       *[retry] Send the seconds between two runs, from 1 to 31,536,000: <code>3600</code> is an hour, <code>86400</code> a day. It needs code.
    }
edit-again = <i>{ $field ->
        [name] Another name replaces it.
        [retry] Another number replaces it.
       *[other] Another text or file replaces it.
    }</i>
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
    ✋ <b>An import or somebody changed { $name }{ $known ->
        [yes] {" "}at { $when }
       *[no] {" "}meanwhile
    }</b>
edit-theirs = Changed there: { $fields }.
edit-conflict-choice =
    You changed: { $fields }.
    Save mine writes your changed fields over theirs, and keeps their other changes. Keep theirs throws your draft away. Both are below as files.
edit-file = <b>{ $name }</b>: { $kind ->
        [mine] your version
        [theirs] as it is now at Bots.Business
       *[changes] what would change
    }
edit-saved =
    { $how ->
        [undone] ↩️ <b>{ $name } is as before</b>: { $fields }
       *[saved] ✅ <b>{ $name } is saved</b>: { $fields }
    }
    The version before is kept for 30 days.
edit-not-saved =
    ⚠️ <b>It was not saved</b>
    { $words }
    Your draft is still here.
edit-not-undone = { $failed ->
        [yes] ⚠️ <b>It was not undone</b>
       *[no] ❔ <b>I don't know if it was undone.</b> See what is still different.
    }
    { $words }
edit-save-unknown = { $told ->
        [there] ✅ <b>{ $name }</b> is at Bots.Business as in your draft. I don't know if it was my request.
        [missing] ❔ <b>I don't know if it was saved.</b> Bots.Business does not show it now: { $fields } of <b>{ $name }</b>. Your draft is kept.
       *[unknown] ❔ <b>I don't know if { $name } was saved.</b> Please look at it.
    }

versions-none =
    <b>No former versions of { $name }</b>
    I keep one at every save and deletion that you make here, for 30 days.
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
commands-page = { $first }–{ $last } of { $count } { $kind ->
        [commands] commands
        [folders] folders
       *[lines] folders and commands
    }
commands-none =
    <b>No commands in { $name } yet</b>
    Press New to make one.
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
command-draft = ✏️ You have a draft of it that is not saved.
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
command-retry = Runs by itself every { $unit ->
        [days] { $count ->
            [one] day
           *[other] { $shown } days
        }
        [hours] { $count ->
            [one] hour
           *[other] { $shown } hours
        }
        [minutes] { $count ->
            [one] minute
           *[other] { $shown } minutes
        }
       *[seconds] { $count ->
            [one] second
           *[other] { $shown } seconds
        }
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

## Making, copying, moving and deleting commands and folders

new-in-bot = <b>A new command of { $name }</b>
new-in-folder = <b>A new command in 📁 { $folder }</b>
new-rules =
    Send its name: what users write, like <code>/price</code> or <code>Price list</code>. Upper and lower case are different names.
    <code>*</code> runs on any message without a command of its own. The code of <code>@</code> runs before every command, that of <code>@@</code> after. <code>!</code> is special too.
    If I know the name as a command of mine, send <code>= /start</code>.
name-refused =
    <b>I can't take that name</b>
    { $wrong ->
        [lines] A name is one line.
        [empty] A name has at least one character that can be seen.
        [long] A name has at most 100 characters here.
       *[secret] It looks like a key or a token. Please delete your message, and send another name.
    }
name-taken =
    <b>{ $command } is there already</b>
    I make no second one. Open it, or send another name.
name-special = { $kind ->
        [any] <code>*</code> runs on every message that has no command of its own.
        [before] The code of <code>@</code> runs before every command. Its answer and keyboard are not used.
        [after] The code of <code>@@</code> runs after every command. Its answer and keyboard are not used.
       *[other] <code>!</code> is a special name. I don't know what Bots.Business does with it.
    }
name-other-case = There is { $command }: only upper and lower case differ. They are two commands.
name-alias = It is an alias of { $command } already. I don't know which of the two runs then.
new-ask = <b>Make { $command } in { $name }?</b>
new-made = { $told ->
        [made] ✅ <b>{ $command } is made.</b> It does nothing yet: press Change.
        [copied] ✅ <b>{ $command } is made</b>, with all fields.
        [there] ✅ <b>{ $command } is there.</b> I don't know if it was my request.
       *[missing] ❔ <b>I don't know if { $command } was made.</b> It is not in the list now.
    }
new-several = ⚠️ { $shown } commands have this name now. Delete those that you don't want.
new-not-made =
    ⚠️ <b>It was not made</b>
    { $words }
copy-name = <b>A copy of { $command }</b>
copy-ask = <b>Copy { $command } as { $copy }?</b>
copy-aliases = The copy has the same aliases: { $aliases }. I don't know which of the two runs then.
copy-retries = The copy runs by itself as well. Each run costs an iteration.
move-title = <b>Where shall I move { $command }?</b>
move-now-in = It is in 📁 { $folder } now.
move-now-in-none = It is in no folder now.
move-nowhere = There is no other folder.
move-told = { $told ->
        [moved] ✅ <b>Moved</b>
        [there] ✅ <b>It is there.</b> I don't know if it was my request.
        [elsewhere] ❔ <b>Bots.Business said yes</b>, but it is not there.
       *[unknown] ❔ <b>I don't know if it was moved.</b> It is not there now.
    }
move-refused =
    ⚠️ <b>It was not moved</b>
    { $words }
folder-new =
    <b>A new folder in { $name }</b>
    Send its name.
folder-new-for =
    <b>A new folder for { $command }</b>
    Send its name. Then you can move it there.
folder-refused =
    <b>I can't take that name</b>
    { $wrong ->
        [lines] A name is one line.
        [empty] A name has at least one character that can be seen.
       *[long] A name has at most 100 characters here.
    }
folder-taken =
    <b>📁 { $folder } is there already</b>
    I make no second one.
folder-made = { $told ->
        [made] ✅ <b>📁 { $folder } is made.</b>
        [there] ✅ <b>📁 { $folder } is there.</b> I don't know if it was my request.
        [unseen] ❔ <b>Bots.Business said yes</b>, but 📁 { $folder } is not in the list now.
       *[missing] ❔ <b>I don't know if 📁 { $folder } was made.</b> It is not in the list now.
    }
folder-not-made =
    ⚠️ <b>The folder was not made</b>
    { $words }
folder-not-empty =
    <b>📁 { $folder } has { $count ->
        [one] 1 command
       *[other] { $shown } commands
    } in it</b>
    Bots.Business does not say what becomes of { $count ->
        [one] it
       *[other] them
    } when the folder is deleted. { $few ->
        [yes] Move { $count ->
            [one] it
           *[other] them
        } out first.
       *[no] Move them out first: open each one and press Move…
    }
folder-delete-ask = <b>Delete the folder { $folder }?</b>{ $count ->
        [0] {"\u000A"}It is empty.
        [one] {"\u000A"}⚠️ With 1 command in it. It may be deleted too, and I keep no copy of it.
       *[other] {"\u000A"}⚠️ With { $shown } commands in it. They may be deleted too, and I keep no copy of them.
    }
folder-deleted = { $told ->
        [deleted] ✅ <b>The folder { $folder } is deleted</b>
        [still] ❔ <b>Bots.Business said yes</b>, but the folder { $folder } is still there.
        [gone] ✅ <b>The folder is gone.</b> I don't know if it was my request.
       *[unknown] ❔ <b>I don't know if the folder was deleted.</b> It is there now.
    }
folder-deleted-inside = { $lost ->
        [0] { $all ->
            [one] Its command is still there.
           *[other] All { $shown } commands of it are still there.
        }
       *[other] ⚠️ { $lost_shown } of its { $shown } commands { $lost ->
            [one] is
           *[other] are
        } not there any more.
    }
folder-not-deleted =
    ⚠️ <b>The folder was not deleted</b>
    { $words }
move-all-ask =
    <b>Move { $count ->
        [one] the command
       *[other] all { $shown } commands
    } out of { $folder }?</b>
    { $count ->
        [one] It
       *[other] They
    } will be in no folder: { $names }.
move-all-moved = { $count ->
        [0] ⚠️ <b>Nothing was moved out of { $folder }</b>
        [one] ✅ <b>Moved 1 command out of { $folder }</b>
       *[other] ✅ <b>Moved { $shown } commands out of { $folder }</b>
    }
move-all-unknown = ❔ <b>I don't know how many were moved.</b> I was interrupted.
move-all-failed = ⚠️ { $count ->
        [one] 1 failed
       *[other] { $shown } failed
    }: { $why }
move-all-untried = { $count ->
        [one] 1 was not tried after that.
       *[other] { $shown } were not tried after that.
    }
move-all-empty = The folder is empty now.
move-all-left = Still in it: { $names }
move-all-refused =
    ⚠️ <b>Nothing was moved</b>
    { $words }
delete-ask = <b>Delete { $command } of { $name }?</b>
delete-what = { $answer ->
        [yes] { $lines ->
            [0] It has an answer, and no code.
            [one] It has an answer, and 1 line of code.
           *[other] It has an answer, and { $shown } lines of code.
        }
       *[no] { $lines ->
            [0] It has no answer and no code.
            [one] It has no answer, and 1 line of code.
           *[other] It has no answer, and { $shown } lines of code.
        }
    }
delete-undo = I keep it for 30 days, so that you can undo it.
delete-csv = A CSV import made it: while it is in the sheet, the next import makes it again.
delete-refused =
    ⚠️ <b>It was not deleted</b>
    { $words }
delete-not-seen = { $told ->
        [still] ❔ <b>Bots.Business said yes</b>, but it is still there.
       *[unknown] ❔ <b>I don't know if it was deleted.</b> It is still there.
    }
deleted = { $told ->
        [deleted] ✅ <b>{ $kept ->
            [yes] { $command }
           *[no] The command
        } is deleted</b>
       *[gone] ✅ <b>{ $kept ->
            [yes] { $command }
           *[no] The command
        } is gone.</b> I don't know if it was my request.
    }{ $kept ->
        [yes] {"\u000A"}Undo makes it again with all its fields, for 30 days. It gets a new number{ $csv ->
            [yes] , and no longer counts as made by a CSV import.
           *[no] .
        }
       *[no] { "" }
    }
undelete-over =
    <b>That is no longer kept</b>
    You have undone it already, or it was deleted more than 30 days ago.
undelete-there = Nothing was changed. To get the deleted one back, rename or delete this one first, and press Undo again.
undeleted = ✅ <b>It is back</b>, with all its fields. It has a new number.{ $folder ->
        [lost] {" "}Its folder is gone: it is in none.
       *[kept] { "" }
    }
undelete-refused =
    ⚠️ <b>It was not made again</b>
    { $words }
undelete-unknown = { $told ->
        [there] ✅ <b>It is there.</b> I don't know if it was my request.
       *[missing] ❔ <b>I don't know if it was made again.</b> It is not in the list now.
    }
gone-title = <b>Deleted from { $name } lately</b> · { $shown }
gone-how = Press one to make it again with all its fields, as I kept it last. Kept for 30 days.
gone-none =
    <b>Nothing deleted from { $name }</b>
    What you delete here is kept for 30 days.
gone-label = { $command } · { $when }
## Copies of a bot

copy-room =
    <b>Copy of { $name }</b>
    { $commands ->
        [one] 1 command
       *[other] { $commands_shown } commands
    }, { $folders ->
        [0] no folders
        [one] 1 folder
       *[other] { $folders_shown } folders
    }
    A copy is a file with all of them. Send it back to restore this bot, or to fill another one.
copy-file =
    <b>Copy of { $name }</b>
    { $commands ->
        [one] 1 command
       *[other] { $commands_shown } commands
    }, { $folders ->
        [0] no folders
        [one] 1 folder
       *[other] { $folders_shown } folders
    }
copy-file-use = Keep it somewhere safe. To restore: Copy of the bot → Restore from a file.
copy-csv-use = For a sheet, or for a CSV import. It has no folders; the JSON copy has everything. Rows of a keyboard are lines of one cell: I read them back, but I don't know what an import by Bots.Business makes of them.
copy-csv-long = ⚠️ Some code is longer than a cell of Google Sheets holds. The JSON copy has it all.
copy-secrets = ⚠️ { $count ->
        [one] 1 command has
       *[other] { $shown } commands have
    } a key or a token inside. The copy has it too, so that it can be restored: give the file to nobody.
copy-twice = ⚠️ { $command } is there twice. Rename one before you restore: a copy is restored by names.
copy-too-large =
    <b>{ $name } is too large for a copy here</b>
    Telegram lets me take back 20 MB at most. Use the Git export in the Bots.Business app.
copy-csv-unreadable =
    <b>I can't write { $command } into a CSV</b>
    Its { $field } is not what I know. The JSON copy keeps it as it is.
restore-ask =
    <b>Send me the file to restore { $name } from</b>
    A JSON copy that I made, of this bot or another one; or a CSV.
    First I show what it would do. Nothing is changed before you say so.
restore-not-ours =
    <b>This is no copy that I know</b>
    I read the JSON file of “Keep a copy”, and CSV files in UTF-8 with a column <code>command</code>. Send me one of them.
restore-broken =
    <b>This copy is damaged</b>
    Its JSON breaks at line { $line }. Send me the file as I made it.
restore-later =
    <b>This copy is newer than I am</b>
    It is of version { $version }; I read version 1. Nothing was changed.
restore-too-many =
    <b>That is too much for me</b>
    I restore { $most } commands at most. Nothing was changed.
restore-empty =
    <b>No command is in this file</b>
    Send me another one.
restore-no-name =
    <b>A command has no name</b>
    Number { $place } in the file has none that can be used. Mend the file, or send me another one.
restore-odd =
    <b>I can't read command { $place }</b>
    It is larger than a command of a bot can be. Mend the file, or send me another one.
restore-field =
    <b>I can't read { $name }</b>
    Its <code>{ $field }</code> is not what it should be. Mend the file, or send me another one.
restore-twice =
    <b>{ $name } is there twice</b>
    A copy is restored by names: each may be there once. Rename one, and send me the file again.
restore-too-long =
    <b>{ $name } is too long</b>
    I write texts of { $most } characters at most. Nothing was changed.
restore-line =
    <b>I can't take this CSV</b>
    { $finding }
restore-gone =
    <b>I don't have that file any more</b>
    I keep the last one for a day. Send it again.
restore-title =
    <b>Restore { $name } from this file?</b>
    <b>{ $new } new · { $overwritten } overwritten · { $unchanged } unchanged</b>
restore-of-another = ⚠️ <b>This copy is of “{ $name }”, not of this bot</b>
restore-removes = 🗑 <b>{ $count ->
        [one] 1 command is removed
       *[other] { $shown } commands are removed
    }</b>. I keep them for 30 days in “Deleted lately”: you can make them again, one by one.
restore-nothing = Everything in the file is in the bot already.
restore-loses = ⚠️ { $count ->
        [one] 1 command
       *[other] { $shown } commands
    } would lose this: { $field }
restore-names = { $kind ->
        [new] New
        [overwritten] Overwritten
        [folders] Folders to make
        [removed] <b>To be removed</b>
       *[absent] Not in the file, so they stay
    }: { $names }{ $more ->
        [0] { "" }
       *[other] {" "}and { $shown } more
    }
restore-csv = A CSV has no folders: commands stay in theirs. It costs no import: I write the commands one by one. An empty cell empties its field.
restore-calls = { $count ->
        [one] It takes 1 change.
       *[other] It takes { $shown } changes, one after the other. You can stop in between.
    }
restore-folder = folder
restore-file = What restoring would do to <b>{ $name }</b>
file-absent = NOT IN THE FILE: { $count }
file-folders = FOLDERS TO MAKE: { $count }
file-failed = NOT DONE: { $count }
job-title = { $state ->
        [runs] ⏳ <b>{ $kind ->
            [restore] Restoring { $name }…
            [replace] Replacing in { $name }…
           *[undo] Taking it back in { $name }…
        }</b>
        [done] ✅ <b>{ $kind ->
            [restore] { $name } is restored
            [replace] Replaced in { $name }
           *[undo] Taken back in { $name }
        }</b>
        [stopped] <b>{ $name }: stopped</b>
        [rests] ⏳ <b>{ $name }: waits</b>
       *[failed] ⚠️ <b>{ $name }: not everything worked</b>
    }
    { $done } of { $all } done
job-rests = { $why ->
        [gone] This bot is not there any more, so nothing more can be done. What I had kept for it is erased.
        [key] Bots.Business refused your key. Connect the new one in Accounts, then go on.
        [away] Bots.Business did not answer for long. Go on when it does.
       *[fails] Bots.Business has nothing at the address I know for this, so every other step would fail too.
    }
job-removed = { $count ->
        [one] 1 removed command is
       *[other] { $shown } removed commands are
    } in “Deleted lately” for 30 days: there you make them again.
job-failures = { $count ->
        [one] 1 did not work
       *[other] { $shown } did not work
    }
job-failure = • <code>{ $name }</code>: { $why }
job-failures-more = and { $shown } more, in the file
job-unknown = I don't know if it was done. Trying again looks first.
job-no-reason = No reason was given.
job-changed-meanwhile = Somebody changed it meanwhile: it stays as it is.
job-made-otherwise = There is one now that I did not write so. Look at it first.
job-no-folder = Its folder could not be made.
job-report = What did not work in <b>{ $name }</b>
job-not-begun =
    <b>Nothing was changed</b>
    { $words }
job-busy =
    <b>I am still at work on this bot</b>
    One thing after the other: wait for its end, or stop it.
job-busy-other =
    <b>Somebody else writes to this bot</b>
    One thing after the other: try again when that has ended.
undo-ask =
    <b>Take it back in { $name }?</b>
    { $count ->
        [one] 1 command gets its
       *[other] { $shown } commands get their
    } former text again. What somebody changed since stays as it is, and is named.
replace-ask =
    <b>What do you want to find in { $name }?</b>
    I look into answers and code. Capital and small letters differ. Send it as a message or a file; if it begins with /, put = before it.
replace-find-long =
    <b>I can't look for that</b>
    Send 1 to { $most } characters.
replace-too-many-places =
    <b>“{ $words }” is in more than { $most } places</b>
    That is too much at once. Send a longer text.
replace-too-much =
    <b>That would be too much at once</b>
    I change { $most } MB of texts at most. Nothing was changed. Find a text that is in fewer places, or put a shorter one there.
replace-with-long =
    <b>That is too long</b>
    Send { $most } characters at most.
replace-none =
    <b>“{ $words }” is nowhere in answers and code</b>
    Capital and small letters differ. Send another text.
replace-found = <b>“{ $words }” is in { $places ->
        [0] no place
        [one] 1 place
       *[other] { $places_shown } places
    }{ $commands ->
        [0] { "" }
        [one] {" "}of 1 command
       *[other] {" "}of { $commands_shown } commands
    }</b>
replace-with-ask = Now send what is to be there instead.
replace-with =
    <b>What is to be there instead of “{ $words }”?</b>
    Send it as a message or a file; if it begins with /, put = before it.
replace-same =
    <b>That is the same text</b>
    Send another one.
replace-by = It becomes “{ $words }”.
replace-by-nothing = It is taken out.
replace-blank = blank
replace-left-out = ⚠️ { $count ->
        [one] 1 command is left out, because its text
       *[other] { $shown } commands are left out, because their text
    } would be too long: { $names }
replace-hit =
    { $place }. <code>{ $command }</code> · { $field }, line { $line }
    − { $before }<s>{ $words }</s>{ $behind }
    + { $before }<b>{ $with }</b>{ $behind }
replace-file-more = and { $shown } more places

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
imports-some-link = another link
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
        }: { $names }
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
        }: { $names }{ $more ->
            [0] { "" }
           *[other] {" "}and { $more_shown } more
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
preview-replaces = 🔗 { $same ->
        [yes] The link stored with the bot is replaced by another form of it: { $to }
       *[no] The link stored with the bot is replaced: { $from } → { $to }
    }
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
import-unseen-ask =
    <b>Import into { $name } unseen?</b>
    I can't see what it would do: commands may be overwritten or removed. It costs 5 iterations, and Bots.Business does not undo it.
import-live = ⏳ Importing into <b>{ $name }</b>… { $seconds } s
import-not-ended =
    ❔ <b>{ $name }: not ended after 10 minutes</b>
    I look every few minutes now, and tell you here when it ends.
import-word = Bots.Business says: { $status }
import-unread = ⏳ Importing into <b>{ $name }</b>. Bots.Business did not say just now how it is; I keep looking… { $seconds } s
import-ended = { $sign } <b>{ $name }</b>: CSV import { $status }
import-result-apart = The result is in a message of its own.
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

## Lists

list-range = { $pages ->
        [many] { $first }–{ $last } of { $count }
       *[one] { $count }
    }

## Libraries

libs-title = <b>Libraries of { $name }</b> · { $range }
libs-none =
    <b>{ $name } has no libraries</b>
    A library is ready-made code that commands can use. The store has them.
libs-store-title = <b>{ $kind ->
        [found] Libraries like “{ $words }”
       *[all] Libraries of the store
    }</b> · { $range }
libs-store-about =
    ✅ means: { $name } has it. The figure says how often it was installed.
    This list may be 5 minutes old.
libs-store-none =
    <b>The store is empty</b>
    Bots.Business lists no library now.
libs-search =
    <b>Which library?</b>
    Send a part of its name, or of what it does.
libs-not-found =
    <b>No library of the store has “{ $words }”</b>
    I looked into names and descriptions. Send other words.
lib-label = { $installed ->
        [yes] ✅{" "}
       *[no] { "" }
    }{ $lib } · { $shown }
lib-nameless = library { $lib }
lib-name = <b>{ $lib }</b>
lib-installed = { $installed ->
        [yes] ✅ Installed in { $name }
       *[no] Not installed in { $name }
    }
lib-description = <blockquote>{ $words }</blockquote>
lib-undescribed = The store does not say what it does.
lib-installs = Installs { $shown }
lib-updated = Changed { $when }
lib-not-in-store = The store does not list it.
lib-store-silent = The store did not say now what it does.
lib-gone =
    <b>That library is not there any more</b>
    The store does not list it, and { $name } does not have it.
lib-uninstall-ask =
    <b>Uninstall { $lib } from { $name }?</b>
    Commands that use it fail until it is installed again. Bots.Business does not say which do, so I can't either.
lib-refused =
    ⚠️ <b>It was not { $verb ->
        [install] installed
       *[uninstall] uninstalled
    }</b>
    { $words }
lib-changed = { $told ->
        [so] { $verb ->
            [install] ✅ <b>{ $lib }</b> is installed in { $name }.
           *[uninstall] ✅ <b>{ $lib }</b> is uninstalled: { $name } does not have it any more.
        }
        [so-by-whom] { $verb ->
            [install] ✅ { $name } has <b>{ $lib }</b>. I don't know if it was my request that installed it.
           *[uninstall] ✅ { $name } does not have <b>{ $lib }</b> any more. I don't know if it was my request that uninstalled it.
        }
        [not-seen] { $verb ->
            [install] ❔ Bots.Business said yes, but does not list <b>{ $lib }</b> among the libraries of { $name }.
           *[uninstall] ❔ Bots.Business said yes, but still lists <b>{ $lib }</b> among the libraries of { $name }.
        }
       *[unknown] { $verb ->
            [install] ❔ I don't know if my request arrived: { $name } does not have <b>{ $lib }</b> now.
           *[uninstall] ❔ I don't know if my request arrived: { $name } still has <b>{ $lib }</b>.
        }
    }

## Broadcasts

broadcasts-title = <b>Broadcasts of { $name }</b> · { $range }
broadcasts-none = <b>{ $name } has no broadcasts</b>
broadcast-line = { $sign } <b>{ $task }</b> · { $status }
broadcast-progress = { $bar } { $percent } % · { $done } of { $total }
broadcast-passed = Processed { $done } of { $total }
broadcast-new = new
broadcast-running = in progress
broadcast-paused = paused
broadcast-terminated = ended early
broadcast-finished = finished
broadcast-silent = no status given
broadcast-title = <b>Broadcast { $task }</b> of { $name }
broadcast-errors = Errors { $errors }
broadcast-began = Started { $when }
broadcast-growing = The total may still grow: its chats are being counted.
broadcast-word = I don't know what that status means, nor if it still sends.
broadcast-gone =
    <b>Broadcast { $task } is not there any more</b>
    { $name } has none with this number. It was deleted, or belongs to another bot.
broadcast-unread = ⏳ Bots.Business did not say just now how far <b>broadcast { $task }</b> of { $name } is. I keep looking…
broadcast-how-title = <b>How a broadcast is started</b>
broadcast-how = Your bot's own code starts it; I can't. Put this into a command that only you may run:
broadcast-how-news = <code>/news</code> stands for the command that each private chat then gets.
broadcast-how-cost = It costs 1 iteration a chat. Once it runs, you see it here and can pause it.
broadcast-resume-ask =
    <b>Resume broadcast { $task } of { $name }?</b>
    { $left ->
        [some] It goes on to { $count ->
            [one] the 1 chat
           *[other] the { $shown } chats
        } not reached yet.
       *[unknown] It goes on to the chats not reached yet.
    } Each costs 1 iteration.
broadcast-delete-ask =
    <b>Delete broadcast { $task } of { $name }?</b>
    { $left ->
        [some] { $count ->
            [one] 1 chat was
           *[other] { $shown } chats were
        } not reached yet. As far as I know nothing is sent there any more.
        [unknown] As far as I know nothing is sent any more to chats not reached yet.
        [finished] It is finished: deleting it stops nothing.
        [ended] It ended early: deleting it stops nothing.
       *[over] It reached all its chats.
    } What was sent stays. It cannot be undone.
broadcast-refused =
    ⚠️ <b>Bots.Business did not { $verb ->
        [pause] pause
        [resume] resume
       *[delete] delete
    } broadcast { $task }</b>
    { $words }
broadcast-changed = { $told ->
        [so] { $verb ->
            [pause] <b>Broadcast { $task }</b> of { $name } is paused.
            [resume] <b>Broadcast { $task }</b> of { $name } goes on.
           *[delete] ✅ <b>Broadcast { $task }</b> of { $name } is deleted.
        }
        [so-by-whom] { $verb ->
            [pause] <b>Broadcast { $task }</b> of { $name } is paused. I don't know if it was my request that paused it.
            [resume] <b>Broadcast { $task }</b> of { $name } goes on. I don't know if it was my request that resumed it.
           *[delete] <b>Broadcast { $task }</b> of { $name } is not there any more. I don't know if it was my request that deleted it.
        }
        [asked] { $verb ->
            [pause] ⏳ Asked Bots.Business to pause <b>broadcast { $task }</b> of { $name }… { $seconds } s
            [resume] ⏳ Asked Bots.Business to resume <b>broadcast { $task }</b> of { $name }… { $seconds } s
           *[delete] ⏳ Asked Bots.Business to delete <b>broadcast { $task }</b> of { $name }… { $seconds } s
        }
        [unknown] { $verb ->
            [pause] ⏳ I don't know if my request to pause <b>broadcast { $task }</b> of { $name } arrived. I keep looking… { $seconds } s
            [resume] ⏳ I don't know if my request to resume <b>broadcast { $task }</b> of { $name } arrived. I keep looking… { $seconds } s
           *[delete] ⏳ I don't know if my request to delete <b>broadcast { $task }</b> of { $name } arrived. I keep looking… { $seconds } s
        }
       *[not-yet] { $verb ->
            [pause] ❔ I don't know yet: after { $seconds } s <b>broadcast { $task }</b> of { $name } is not paused.
            [resume] ❔ I don't know yet: after { $seconds } s <b>broadcast { $task }</b> of { $name } does not go on.
           *[delete] ❔ I don't know yet: after { $seconds } s <b>broadcast { $task }</b> of { $name } is still there.
        }
    }
broadcast-changing-unread = ⏳ { $sent ->
        [yes] Asked Bots.Business to
       *[unknown] I don't know if I asked Bots.Business to
    } { $verb ->
        [pause] pause
        [resume] resume
       *[delete] delete
    } <b>broadcast { $task }</b> of { $name }. It did not say just now how it is; I keep looking… { $seconds } s
broadcast-too-late = <b>Broadcast { $task }</b> of { $name } ended before that.

## Chats

chats-title = <b>Chats of { $name }</b> · { $range }
chats-range = { $pages ->
        [one] { $count }
        [many] { $first }–{ $last } of { $count }
       *[open] { $first }–{ $last }
    }
chats-none =
    <b>{ $name } has no chats yet</b>
    Whoever writes to it shows up here.
chats-find =
    <b>Which chat of { $name }?</b>
    Send a part of its name, or its Telegram id: Bots.Business gives me no @usernames. I don't store what you send.
chats-not-found =
    <b>No chat of { $name } is like “{ $words }”</b>
    { $by ->
        [username] Bots.Business gives me names and Telegram ids, but no usernames: send a part of the name.
       *[words] I looked for names and Telegram ids. Send something else.
    }
chats-not-all = I looked at the first { $shown } chats only; there may be more.
chats-found = <b>Chats like “{ $words }”</b>{ $more ->
        [yes] {"\u000A"}These are the first { $shown }. Send more of the name to find others.
       *[no] {" "}· { $count ->
            [one] { $count }
           *[other] { $shown }
        }
    }
chat-nameless = chat { $chat }
chat-name = <b>{ $chat }</b>
chat-of = { $kind } of { $name }
chat-kind = { $kind ->
        [private] Private chat
        [group] Group
        [supergroup] Supergroup
        [other] A chat (“{ $word }”)
       *[none] A chat
    }
chat-since = Since { $when }
chat-telegram = Telegram id <code>{ $id }</code>
chat-number = Number at Bots.Business <code>{ $id }</code>
chat-block = { $told ->
        [blocked] You blocked it from here. Whether it still is, Bots.Business does not say.
        [lifted] You lifted its block from here. Bots.Business does not say if it is blocked.
       *[unseen] If it is blocked, Bots.Business does not say so.
    }
chat-gone =
    <b>I don't find that chat any more</b>
    It was deleted, or belongs to another bot.
chat-block-ask =
    <b>Block { $chat } in { $name }?</b>
    The bot stops answering there. Messages still come in, and cost 1 iteration a hundred. A chat blocked for 6 months is deleted.
chat-refused =
    ⚠️ <b>Bots.Business did not { $verb ->
        [block] block
       *[unblock] unblock
    } it</b>
    { $words }
chat-turned = { $told ->
        [done] { $verb ->
            [block] ✅ <b>{ $chat }</b> is blocked in { $name }, Bots.Business says.
           *[unblock] ✅ <b>{ $chat }</b> is not blocked in { $name } any more, Bots.Business says.
        }
       *[unknown] { $verb ->
            [block] ❔ I don't know if <b>{ $chat }</b> is blocked in { $name } now, and Bots.Business does not list it. You can block it again.
           *[unblock] ❔ I don't know if <b>{ $chat }</b> is still blocked in { $name }, and Bots.Business does not list it. You can unblock it again.
        }
    }
    { $verb ->
        [block] It does not keep messages from coming in: a hundred cost 1 iteration. After 6 months the chat is deleted.
       *[unblock] It does not undo a block of their own: whoever blocked the bot in Telegram has to unblock it there.
    }

## The demo store

demos-title = <b>Demo bots</b> · { $range }
demos-about = Ready-made bots. One that you install is yours to change.
demos-none =
    <b>The demo store is empty</b>
    Bots.Business lists no demo bot now.
demo-nameless = demo bot { $demo }
demo-name = <b>{ $demo }</b>
demo-about = Installing makes a new bot in your account. To start it you need a bot token from @BotFather.
demo-gone =
    <b>That demo bot is not there any more</b>
    The store does not list it.
demo-again-ask =
    <b>Install { $demo } once more?</b>
    You have it already as { $name }. Another one becomes a bot of its own.
demo-refused =
    ⚠️ <b>It was not installed</b>
    { $words }
demo-installed = { $told ->
        [this] ✅ <b>{ $demo }</b> is installed, in your list as <b>{ $name }</b>.
        [probably] ❔ <b>{ $name }</b> is new in your list. It is probably <b>{ $demo }</b>: Bots.Business does not say.
        [one-of] ❔ More than one bot is new in your list. I can't tell which of them is <b>{ $demo }</b>:
        [asked] ⏳ Asked Bots.Business to install <b>{ $demo }</b>… { $seconds } s
        [unknown] ⏳ I don't know if my request to install <b>{ $demo }</b> arrived. I keep looking… { $seconds } s
       *[not-yet] ❔ I don't know yet: after { $seconds } s <b>{ $demo }</b> is not in your list.
    }
demo-unread = ⏳ { $sent ->
        [yes] Asked Bots.Business to install
       *[unknown] I don't know if I asked Bots.Business to install
    } <b>{ $demo }</b>. It did not show your bots just now; I keep looking… { $seconds } s
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
    Choose one that you use nowhere else. I delete your message at once, and the password once it is sent, or after 15 minutes.
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
signing-wrong-again =
    🔑 <b>Bots.Business does not know this e-mail with this password</b>
    Send the password again: I delete your message at once. For another e-mail begin again.
    Whoever signed up with Telegram may have no password: have one mailed.
signing-left =
    <b>That sign-in is over</b>
    It ended, or you went on another way. Nothing was sent now.
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
iterations-end = At this pace they end on { $day }{ $known ->
        [yes] ; they are renewed on { $renewed }.
       *[no] .
    }
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
    Press Open Telegram ({ $host }) and Start there, as the account that is to be linked: switch to it in Telegram before. Whoever opens this address gets linked: give it to nobody else.
telegram-odd =
    <b>I don't open that address</b>
    Bots.Business gave me an address that is no safe web address. Link the account in its app.
sessions = <b>{ $account } is { $count ->
        [0] signed in nowhere
        [one] signed in on { $shown } device
       *[other] signed in on { $shown } devices
    }</b>
    { $count ->
        [0] A sign-in through me counts, too; I keep nothing of it and use the Api Key.
       *[other] Bots.Business says no more about them. A sign-in through me counts, too; I kept nothing of it and use the Api Key.
    }
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
email-same =
    <b>{ $account } has that address already</b>
    Nothing was sent. Send another one.
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
    Or send the present password now, alone.
password-same =
    <b>That is the present password</b>
    Nothing was sent. Send another one, alone.
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
       *[no] Bots.Business gave no reason that I can show. Perhaps it wants a longer one.
    }
    Send the present password to try again. I delete your message at once.
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

## Alerts

watch-offer = 🔔 I can watch your bots for you: I look every 2 to 15 minutes, ring 6 times an hour at most, and watch up to 50 things.
watches-title = 🔔 <b>What I watch for you</b>
watches-line = { $name } · { $how ->
        [heard] <b>heard</b>
        [silent] silent
        [muted] muted
       *[off] off
    }
watches-no-bots = You have no bots yet.
watches-iterations = Iterations left · { $how ->
        [heard] <b>heard</b>
        [silent] silent
        [muted] muted
       *[off] off
    }
watches-imports = { $count ->
        [one] And { $shown } import or broadcast until it ends.
       *[other] And { $shown } imports and broadcasts until they end.
    }
watches-key = A refused key · { $how ->
        [heard] <b>heard</b>
        [silent] silent
       *[off] off
    }
sound-title = 🔔 <b>{ $what }</b>
sound-import = Import { $task } of { $name }
sound-broadcast = Broadcast { $task } of { $name }
sound-iterations = Iterations of { $account }
sound-ending = <b>What I watch until it ends</b>
sound-line = { $what } · { $how ->
        [heard] <b>heard</b>
        [muted] muted
       *[silent] silent
    }
watches-limit = Tap a bot to change its alerts. I look every 2 to 15 minutes. At most 50 things, and 6 sounds an hour: the rest comes in one silent message.
alerts-title = 🔔 <b>Alerts of { $name }</b>
alerts-off = Off. If you want, I look every few minutes, and tell you here when it stops or starts without you and when new errors come.
alerts-on = I tell you here when it stops or starts without you, and when new errors come.
alerts-sound = { $silent ->
        [yes] Silent: you see them when you look.
       *[no] With a sound.
    }
alerts-muted = Muted until { $time }. Then I tell you in one message what came meanwhile.
alerts-never = { $count ->
        [one] { $shown } kind of error is never told.
       *[other] { $shown } kinds of errors are never told.
    }
alert-errors = ⚠️ <b>{ $name }: { $kinds ->
        [one] { $count ->
            [one] an error
           *[other] an error, { $shown } times
        }
       *[other] { $kinds } kinds of errors, { $shown } times
    }</b> since { $since }
alert-kind = { $several ->
        [yes] { $place }. { "" }
       *[no] { "" }
    }{ $times ->
        [many] <b>{ $count }×</b> { $title }
       *[one] { $title }
    }
alert-line = line { $line }
alert-since = since { $time }
alert-more-kinds = { $count ->
        [one] And { $shown } more kind.
       *[other] And { $shown } more kinds.
    }
alert-ended =
    ✅ <b>{ $name }: no new errors for 6 hours</b>
    { $count ->
        [one] It was { $shown } error in all.
       *[other] It was { $shown } errors in all.
    }
alert-stopped =
    ⚪ <b>{ $name } stopped</b>
    Not through me. Its users get no answers now.
alert-stopped-errors = <b>{ $kinds ->
        [one] { $count ->
            [one] An error
           *[other] An error, { $shown } times
        }
       *[other] { $kinds } kinds of errors, { $shown } times
    }</b> since { $since }
alert-started =
    🟢 <b>{ $name } runs again</b>
    Not through me.{ $since ->
        [unknown] { "" }
       *[other] { " " }It had been stopped since { $since }.
    }
alert-unstable =
    ⚠️ <b>{ $name } is unstable</b>
    It stopped and started more than 3 times in an hour. I tell you when that ends.
alert-steady =
    ✅ <b>{ $name } is steady again</b>
    It did not stop or start for an hour.
alert-gone =
    <b>{ $name } is not in your account any more</b>
    I stop watching it.
alert-iterations = ⚠️ <b>{ $left ->
        [nothing] No iterations are left
        [little] 5 % of { $private ->
            [yes] your
           *[no] the
        } iterations are left
       *[fifth] 20 % of { $private ->
            [yes] your
           *[no] the
        } iterations are left
    }</b>{ $private ->
        [yes] { " " }· { $account }
       *[no] { "" }
    }

## A team's group

teams-title = 👥 <b>Alerts for a team</b>
teams-how =
    1. Add me to your team's group.
    2. I ask you here whether to tell it.
    3. It sees your alerts. Buttons there work for you alone.
team-nameless = A group without a name
team-line = { $name } · { $told ->
        [yes] <b>told</b>
       *[no] not told
    }{ $several ->
        [yes] { " " }· { $account }
       *[no] { "" }
    }
teams-on = It goes on until you stop it here, also if you leave the group: I cannot see that.
team-ask =
    👥 <b>You added me to { $name }. Tell its members of alerts?</b>
    They see what I tell you: names of bots, error titles, command names, iterations left. No keys, no values.
    The buttons there work for you alone. You can stop it any time in /watches.
team-ask-nothing = You watch nothing with this account yet, so there is nothing to tell so far.
team-gone = I am not in that group any more. Add me again, and I ask you.
team-too-many =
    <b>You tell 10 groups already</b>
    Stop telling one of them first.
team-hello =
    🔔 <b>I tell this group of alerts</b>
    When a bot stops or has new errors, I say so here. Buttons under my messages work for the person who added me. Times are UTC.
team-lost =
    👥 <b>I tell { $name } nothing any more</b>
    I was removed from it, or may not write there. Your alerts go on here. Add me again, and I ask you.

## Charts

history-errors = <b>Errors of { $name }</b>
history-sum = { $count ->
        [0] None in 14 days.
        [one] { $shown } in 14 days.
       *[other] { $shown } in 14 days.
    }
history-most = Most in an hour: { $most } ({ $time }).
history-gaps = <i>Stripes: hours in which I did not look.</i>
history-no-errors = I have counted nothing yet. { $watched ->
        [yes] A watch of this bot is on: look again in a few minutes.
       *[no] I count while a watch of this bot is on.
    }
history-iterations = <b>Iterations of { $account }</b>
history-dashes = <i>Dashes: how many there are.</i>
history-no-iterations = I have counted nothing yet. { $watched ->
        [yes] The watch of the iterations is on: look again in a few minutes.
       *[no] I count while a watch of the iterations is on.
    }

## The digest

digest-title = <b>Your bots since { $time }</b>
digest-running = { $bots ->
        [0] You have no bots.
       *[other] { $running } of { $all } run.
    }
digest-errors = { $count ->
        [0] No errors.
        [one] <b>{ $shown } error</b>
       *[other] <b>{ $shown } errors</b>
    }
digest-errors-of = • { $name }: { $count }
digest-more = { $count ->
        [one] • and { $shown } more bot
       *[other] • and { $shown } more bots
    }
digest-unwatched = { $count ->
        [one] <i>I don't watch { $shown } bot, so I don't count its errors.</i>
       *[other] <i>I don't watch { $shown } bots, so I don't count their errors.</i>
    }
digest-imports = { $count ->
        [one] { $shown } import
       *[other] { $shown } imports
    }
digest-picture = <i>{ $what ->
        [errors] The picture: errors of 14 days.
        [iterations] The picture: iterations of 14 days.
       *[both] The picture: errors and iterations of 14 days.
    }</i>
digest-room = <b>Your daily digest</b>
digest-what = One silent message a day: bots that run, errors, iterations and when they end, imports, and a chart.
digest-off = Off.
digest-on = On: at { $time }, { $quiet ->
        [yes] every day.
       *[no] unless nothing happened.
    }
digest-next = The next one: { $time }.
digest-utc = I don't know your time, so hours are UTC.
digest-ask-hour = <b>At what hour?</b>

gathered-title = { $why ->
        [many] 🔔 <b>And { $shown } more</b>
        [quiet] 🌙 <b>In your quiet hours: { $shown }</b>
       *[away] 🔔 <b>What came meanwhile: { $shown }</b>
    }
gathered-line = { $what } · { $time }
gathered-more = And { $shown } more.
gathered-limit = I ring 6 times an hour at most. More of it comes here, without a sound.
gathered-refused = 🔑 Your key was refused: I look at nothing with it
gathered-bot = { $why ->
        [stopped] ⚪ { $name } stopped{ $count ->
            [0] {""}
            [one] , { $shown } error
           *[other] , { $shown } errors
        }
        [started] 🟢 { $name } runs again
        [unstable] ⚠️ { $name } is unstable
        [steady] ✅ { $name } is steady again
        [gone] { $name } is not in your account any more
        [ended] ✅ { $name }: no new errors for 6 hours, { $count ->
            [one] { $shown } error in all
           *[other] { $shown } errors in all
        }
       *[errors] ⚠️ { $name }: { $count ->
            [one] an error
           *[other] { $shown } errors
        }
    }
gathered-iterations = ⚠️ { $left ->
        [nothing] No iterations are left
        [little] 5 % of the iterations are left
       *[fifth] 20 % of the iterations are left
    }
gathered-broadcast = { $why ->
        [half] 📣 Broadcast { $task }: half is done
        [errors] ⚠️ Broadcast { $task }: errors rise
        [still] ⚠️ Broadcast { $task } stands still
        [moves] 🟢 Broadcast { $task } moves again
        [ended] 📣 Broadcast { $task } has ended
        [gone] Broadcast { $task } is not there any more
       *[given-up] I stopped watching broadcast { $task }
    }
alert-broadcast = { $why ->
        [half] 📣 <b>Broadcast { $task } of { $name }: half is done</b>
        [errors] ⚠️ <b>Broadcast { $task } of { $name }: errors rise</b>
        [still] ⚠️ <b>Broadcast { $task } of { $name } stands still</b>
        [moves] 🟢 <b>Broadcast { $task } of { $name } moves again</b>
        [ended] 📣 <b>Broadcast { $task } of { $name } has ended</b>
        [gone] <b>Broadcast { $task } of { $name } is not there any more</b>
       *[given-up] <b>I stopped watching broadcast { $task } of { $name }</b>
    }{ $why ->
        [still] { "" }
            It passed no chat for 10 minutes.
        [ended] { "" }
            Open it to see how it went.
        [gone] { "" }
            I stop watching it.
        [given-up] { "" }
            A week has passed, and it has not ended.
       *[other] { "" }
    }
gathered-digest = 📊 Your daily digest
gathered-import = { $ended ->
        [yes] Import { $task } has ended
       *[no] Import { $task } has not ended in 24 hours
    }

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
key-refused-once =
    🔑 <b>Your key for { $account } was refused once</b>
    I asked again, and Bots.Business did not refuse it. Try again in a minute.
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
    It gave no reason. Perhaps this account may not do that; if it may, try again in a minute.
api-protected = The bot is protected: its maker does not let this be seen or done.
api-uncertain =
    ❔ <b>I don't know if it was done</b>
    I asked Bots.Business, and got no answer that says so. Look before you try again.
api-changed-meanwhile =
    ✋ <b>It was changed meanwhile</b>
    Somebody changed it after you looked. I changed nothing. Look again, then decide.
api-endpoint-unknown =
    🧭 <b>Bots.Business has nothing there</b>
    The address that I know for this is wrong. The person who runs me can correct it: endpoint <code>{ $endpoint }</code>, see <code>bb-pocket endpoints</code>.
missing =
    🧭 <b>Not working now</b>
    Bots.Business has nothing at the { $count ->
        [one] address
       *[other] addresses
    } that I know for this. The person who runs me can correct that: { $endpoints }, see <code>bb-pocket endpoints</code>. You can try all the same:
missing-endpoint = endpoint <code>{ $endpoint }</code>
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
perhaps-password = { $message ->
        [kept] ⚠️ <b>I could not delete your message</b>{"\u000A"}It could be a password. Please delete it.
       *[deleted] <b>I deleted your message</b>{"\u000A"}It could be a password: I asked for one a while ago, and do not wait for it any more.
    }
    I did not use it.
not-understood =
    <b>I did not understand that</b>
    Send a bot's name or number, or use the buttons.
wordless =
    <b>I read words only</b>
    Send a bot's name, or use the buttons.
file-refused =
    <b>I can't take that file now</b>
    I take files up to 1 MB, a copy of a bot up to 20 MB, and only when I asked for one.
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
secret-as-words = <b>{ $wrong ->
        [edited] I don't take it from an edited message
       *[wordless] I read it as text only
    }</b>{ $message ->
        [kept] {"\u000A"}⚠️ I could not delete your message. Please delete it.
       *[deleted] {"\u000A"}I deleted your message to be safe.
    }
    { $wrong ->
        [edited] Please send it as a new message.
       *[wordless] Please type or paste it here.
    }
secret-removed = { $message ->
        [kept] ⚠️ I could not delete your message. Please delete it.
       *[deleted] I deleted your message.
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
unstored =
    ⏳ <b>I cannot store anything just now</b>
    Your message waits. I answer it as soon as I can; you need not send it again.
late =
    <b>I was away for more than a day</b>
    I did not do what you sent before that. Please send it again.
sorry =
    ⚠️ <b>Sorry, something broke on my side</b>
    Please try again. If it stays, tell { $known ->
        [yes] { $operator }, who runs this bot,
       *[no] whoever runs this bot
    } this number: <code>{ $error }</code>
set-aside =
    ⚠️ <b>I set one of your messages aside</b>
    It stopped me three times, so I did not answer it. Please send it in another way. For whoever runs this bot: <code>{ $error }</code>
toast-not-your-alert = Only the person who watches these bots can open this.
toast-not-yours = These buttons belong to somebody else. Send the command yourself.
toast-unstored = I cannot store anything just now. I go on as soon as I can.
toast-flood = Too fast. Wait { $count ->
        [one] 1 second
       *[other] { $shown } seconds
    }.

## Properties

properties-title = <b>Properties of { $name }</b> · { $shown }
properties-found = <b>Properties of { $name } like “{ $words }”</b> · { $count ->
        [one] { $shown } found
       *[other] { $shown } found
    }
properties-page = { $first }–{ $last } of { $count }
properties-masked = Their values stay hidden until you ask for one.
properties-unnumbered = { $count ->
        [one] One more came without a number
       *[other] { $shown } more came without a number
    }, so I can't open { $count ->
        [one] it
       *[other] them
    }.
properties-none =
    <b>No properties in { $name }</b>
    What its code stores with <code>Bot.setProperty</code> shows up here.
properties-search =
    <b>Find a property of { $name }</b>
    Send a part of its name, or the number of a person. I don't look into values.
properties-not-found =
    <b>No property of { $name } is called “{ $words }”</b>
    Send other words.
property-nameless = a property without a name
property-of-person = { $name } · person { $person }
property-title =
    <b>{ $name }</b>
    A property of { $bot }
property-kind = Type: { $kind }
property-whose = Belongs to: { $kind ->
        [person] person { $person } at Bots.Business
       *[bot] the bot itself
    }
property-value = Value: { $told ->
        [none] –
        [empty] empty
       *[there] ••••••••
    }{ $told ->
        [there] {" "}· { $count ->
            [one] 1 character
           *[other] { $shown } characters
        }
       *[none] { "" }
    }
property-part = Part { $part } of { $parts }
property-gone =
    <b>That property is not there any more</b>
    It was deleted, or the bot's code removed it.
property-delete-ask = <b>Delete { $name } of { $bot }?</b>
property-delete-means = Its value is gone then, and code that reads it finds nothing. Bots.Business does not say if every property can be deleted: I look afterwards.
property-not-deleted =
    ⚠️ <b>The property was not deleted</b>
    { $words }
property-deleted = { $told ->
        [deleted] ✅ <b>Deleted { $name }</b>
        [left] ❔ <b>Bots.Business said yes</b>, but { $name } is still there.
        [gone] ✅ <b>It is not there any more:</b> { $name }. I don't know if it was my request that deleted it.
       *[unknown] ❔ <b>I don't know if it was deleted.</b> { $name } is still there.
    }

## Admin panels

panels-title = <b>Panels of { $name }</b> · { $shown }
panels-none =
    <b>No panels in { $name }</b>
    A panel is a form for you that the bot's own code makes, with <code>AdminPanel.setPanel</code>.
panel-nameless = a panel without a name
panel-field-nameless = a field without a name
panel-title =
    <b>{ $name }</b>
    A panel of { $bot }
panel-description = <i>{ $words }</i>
panel-no-fields = It has no fields that I can show.
panel-line = <b>{ $name }</b>: { $value }
panel-line-new = <b>{ $name }</b>: { $value } → <b>{ $new }</b>
panel-line-password = <b>{ $name }</b>{ $new ->
        [empty] {" "}→ <b>empty</b>
       *[hidden] : changed, hidden
    }
panel-exposed = ⚠️ It is no password field any more: once saved, its value is shown.
panel-line-alone = <b>{ $name }</b>: { $value } (I leave it alone)
panel-line-long = <b>{ $name }</b>: lines +{ $added } −{ $removed }
panel-value-empty = empty
panel-value-hidden = ••••••••
panel-value-yes = yes
panel-value-no = no
panel-hidden = { $count ->
        [one] One field is hidden by the bot and stays
       *[other] { $shown } fields are hidden by the bot and stay
    } as { $count ->
        [one] it is
       *[other] they are
    }.
panel-draft = { $count ->
        [one] One change. It is
       *[other] { $shown } changes. They are
    } not saved yet.
panel-overtaken = ⚠️ Somebody changed this panel since you began.
panel-field-label = { $changed ->
        [yes] •{" "}
       *[no] { "" }
    }{ $name }
panel-field-title =
    <b>{ $name }</b>
    In the panel { $panel }
panel-field-value = { $drafted ->
        [yes] Not saved yet: { $value }
       *[no] Now: { $value }
    }
panel-field-long = This is its beginning.
panel-field-ask = { $kind ->
        [checkbox] Press a button, or send yes or no.
        [integer] Send a whole number, like 10.
        [float] Send a number, like 7.5.
        [password] Send the new value. I delete your message at once and never show it; a chat is still no place for passwords.
        [text] Send the new text, as a message or a text file.
       *[line] Send the new text, on one line.
    }
panel-ask-title = <b>{ $name }</b>
panel-refused = { $wrong ->
        [integer] <b>That is no whole number</b>
        [large] <b>That number is too large</b>
        [checkbox] <b>That is neither yes nor no</b>
        [float] <b>That is no number</b>
        [long] <b>That is too long</b>
       *[line] <b>That is more than one line</b>
    }
    { $wrong ->
        [integer] Send one like 10, without spaces or commas.
        [large] Send one of 18 digits at most.
        [checkbox] Send yes or no.
        [float] Send one like 7.5, with a dot.
        [long] Send at most 100,000 characters.
       *[line] Send it on one line.
    }
panel-gone =
    <b>That panel is not there any more</b>
    The bot's code removed it.
panel-field-gone =
    <b>That field is not there any more</b>
    The bot's code changed its panel. Open it again.
panel-password-stays =
    ⚠️ <b>Please delete your message</b>
    I have the new value, and could not delete your message.
panel-discard-ask =
    <b>Throw away your changes of { $name }?</b>
    Changed: { $fields }
panel-compare = { $told ->
        [overtaken] ⚠️ <b>Somebody changed { $name } since you began</b>
       *[mine] <b>Saving changes { $name }</b>
    }{ $told ->
        [overtaken] {"\u000A"}What is there now → yours:
       *[mine] { "" }
    }
panel-saving-runs = Saving may run a command of the bot.
panel-saved = { $told ->
        [left] ❔ <b>Bots.Business said yes</b>, but in { $name } these are not as you wanted: { $left }
       *[saved] ✅ <b>{ $name } is saved</b>
    }
    Changed: { $fields }
panel-not-saved =
    ⚠️ <b>The panel was not saved</b>
    { $words }
panel-save-unknown = { $told ->
        [there] ✅ <b>{ $name } has your changes.</b> I don't know if it was my request that saved them.
        [missing] ❔ <b>I don't know if { $name } was saved.</b> It does not have yet: { $fields }
       *[unknown] ❔ <b>I don't know if { $name } was saved.</b> Open it to see.
    }

## Settings

settings-title = <b>Settings</b>
settings-time = { $known ->
        [yes] Your time: { $time }
       *[no] Your time: I don't know it, so I show UTC: { $time } now
    }
settings-sound = { $silent ->
        [yes] What I tell you by myself: without a sound
       *[no] What I tell you by myself: with a sound
    }
settings-quiet = Quiet hours: { $on ->
        [yes] { $from }–{ $to }
        [lost] { $from }–{ $to }, once I know your time
       *[no] none
    }
quiet-no-zone =
    🌙 <b>Quiet hours</b>
    I don't know your time, so I can't know your night. Tell me what time it is first.
quiet-off =
    🌙 <b>Quiet hours: none</b>
    In quiet hours I tell you nothing by myself. Afterwards you get one message with all that came.
quiet-on = By your time, also when the clocks change. Afterwards you get one message with all that came.
quiet-broken = { $broken ->
        [yes] A bot that stops, or a refused key: I tell you at once.
       *[no] A bot that stops, or a refused key: waits too.
    }
quiet-ask-from = 🌙 <b>Quiet from when on?</b>
quiet-ask-until = 🌙 <b>Quiet from { $from } until when?</b>
settings-account = Account in use: { $account }
zone-ask-time =
    <b>What time is it where you are?</b>
    Press it, or send it like <code>14:30</code> or <code>2:30 pm</code>. A city or <code>UTC+3</code> works too.
zone-not-read = { $read ->
        [yes] <b>I know no place with that time now</b>{"\u000A"}It is { $now } UTC. Send the time with its minutes, like 14:30 or 2:30 pm, or a city.
       *[no] <b>I don't read a time in that</b>{"\u000A"}Send it like 14:30 or 2:30 pm, or a city like Berlin, or UTC+3.
    }
zone-which-half = <b>In the morning, or later?</b>
zone-ask-place =
    <b>Where is that?</b>
    { $places ->
        [some] A place with your clock; I follow its summer time.
       *[none] I know no city with that clock.
    }
zone-place = { $place ->
        [1] Honolulu
        [2] Anchorage
        [3] Los Angeles
        [4] Phoenix
        [5] Denver
        [6] Mexico City
        [7] Chicago
        [8] Bogotá, Lima
        [9] New York
        [10] Caracas
        [11] Santiago
        [12] Halifax
        [13] St. John's
        [14] São Paulo
        [15] Buenos Aires
        [16] Azores
        [17] Accra
        [18] London, Lisbon
        [19] Casablanca
        [20] Lagos
        [21] Berlin, Paris, Rome
        [22] Cairo
        [23] Johannesburg
        [24] Athens, Kyiv
        [25] Jerusalem
        [26] Istanbul
        [27] Moscow
        [28] Nairobi
        [29] Riyadh
        [30] Tehran
        [31] Dubai
        [32] Kabul
        [33] Karachi
        [34] Tashkent
        [35] Yekaterinburg
        [36] Delhi, Mumbai
        [37] Kathmandu
        [38] Dhaka
        [39] Yangon
        [40] Bangkok, Hanoi
        [41] Jakarta
        [42] Novosibirsk
        [43] Beijing, Hong Kong
        [44] Singapore, Manila
        [45] Perth
        [46] Tokyo, Seoul
        [47] Darwin
        [48] Adelaide
        [49] Brisbane
        [50] Sydney
        [51] Vladivostok
        [52] Auckland
        [53] Fiji
       *[54] Chatham Islands
    }

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

## For operators (English names of failures are those of the metrics)

help-status =
    <b>/status</b>
    How this copy is, and what failed since it started.
help-block =
    <b>/block ID</b>, <b>/unblock ID</b>
    Whom I do not answer. ID is a person's Telegram id; I show it to everybody whom I keep out.
help-notice =
    <b>/notice TEXT</b>
    A message to everybody with an account here. You see it first.
status-title =
    <b>bb-pocket { $version }</b> ({ $build })
    Up for { $uptime }
    People { $people } · accounts { $accounts }
    Waiting { $waiting }
    Last poll { $poll }, now { $now }
poll-never = never
status-days = { $count ->
        [one] 1 day
       *[other] { $shown } days
    }
status-no-failures = Nothing failed since then.
status-failures = Failed since then:
status-failure = { $who }: { $word } { $times }×
status-blocked = Blocked: { $ids }{ $more ->
        [0] {""}
       *[other] {" "}and { $shown } more
    }
status-commands = /block ID · /unblock ID · /notice TEXT
people-count = { $count ->
        [one] 1 person
       *[other] { $shown } people
    }
block-whom = { $given ->
        [yes] <b>“{ $words }” is no Telegram id</b>
       *[no] <b>Whom?</b>
    }
    Send the number, like /block 123456789. Whoever I keep out can see theirs.
block-operator = <b>{ $user } looks after this copy</b>
    Take the id out of BB_POCKET_OPERATOR_IDS first.
block-ask =
    <b>Block { $user }?</b>
    I answer them no more, and their watches end. What they stored stays until they are let in again and erase it.
block-turned = { $state ->
        [out] <b>{ $user } is blocked</b>
       *[in] <b>{ $user } is not blocked</b>
    }
notice-what =
    <b>What should everybody read?</b>
    Send it behind the command: /notice Tonight I move to another machine.
notice-too-long =
    <b>That is too long for one message</b>
    At most { $most } characters.
notice-nobody =
    <b>Nobody has an account here yet</b>
    There is nobody to tell.
notice-ask = <b>Send this to { $people }?</b>
notice-word =
    <b>From whoever runs this bot</b>
    { $words }
notice-not-sent = <b>That was not sent, or is more than a month ago</b>
notice-progress = { $state ->
        [ended] ✅ <b>Told { $told } of { $people }</b>
        [stopped] <b>Stopped: told { $told } of { $people }</b>
       *[runs] ⏳ <b>Telling everybody…</b>{"\u000A"}Told { $told } of { $people }
    }
notice-left-out = { $what ->
        [blocked] { $people } blocked the bot
        [failed] { $people } could not be reached
       *[waiting] { $people } not told
    }

## Buttons

button-alerts = 🔔 Alerts
button-watches = What I watch
button-chart = 📈 Chart
button-digest = Daily digest
button-digest-at = Digest: { $time }
button-digest-now = Send one now
button-digest-on = Turn on, { $time }
button-digest-hour = Other hour
button-digest-always = Quiet days too
button-digest-news = Not on quiet days
button-digest-off = Turn off
button-watch = Watch it
button-watch-all = Watch all my bots
button-team = A team's group…
button-teams = Groups told: { $shown }
button-team-tell = Tell { $name }…
button-team-stop = Stop telling { $name }
button-tell-group = Tell the group
button-add-to-group = Add me to a group
button-watch-iterations = Watch the iterations
button-iterations-silent = Silence iterations
button-iterations-off = Unwatch iterations
button-iterations-muted = Iterations: muted
button-key-heard = Hear the key
button-key-silent = Silence the key
button-key-off = Unwatch the key
button-ending = Imports, broadcasts
button-mute-hour = Mute 1 h
button-mute-night = Mute 8 h
button-mute-week = Mute 1 week
button-unmute = End the mute
button-never = This error: never again
button-never-one = Never { $place }
button-never-undo = Tell all errors again
button-clear-all = Clear all…
button-copy-room = Copy of the bot
button-copy-json = Keep a copy
button-copy-csv = As a CSV
button-result = Result
button-restore-file = Restore from a file…
button-restore-now = Restore now
button-restore-remove = Also remove { $shown }
button-restore-keep = Remove nothing
button-replace = Find and replace…
button-replace-nothing = Take it out
button-replace-other = Find another
button-replace-with = Other text
button-replace-now = Replace all { $shown }
button-job-look = See it
button-job-last = The last restore or replacement
button-job-stop = Stop
button-job-again = Try the failed ones again
button-job-report = All reasons as a file
button-job-undone = See what was taken back
button-undo-all = Undo all
button-undo-all-now = Take it back
button-keep-replaced = Keep it so
button-no-key = I have no key at hand
button-paste-key = Paste my Api Key
button-sign-in = Sign in
button-sign-up = Open an account
button-by-telegram = Sign in with Telegram
button-forgot-password = Mail me a new password
button-begin-again = Begin again
button-ask-again = Ask me again
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
button-properties = Properties
button-panels = Panels
button-open-panel = Open the panel
button-tick = Set it to yes
button-untick = Set it to no
button-take-back = Take back
button-whole-value = Whole text as a file
button-settings = Settings
button-time-zone = My time…
button-broadcast-tell = Tell me how it goes
button-quiet-hours = Quiet hours…
button-other-hours = Other hours…
button-night = { $from }–{ $to }
button-wake = Wake me if one stops
button-never-wake = Don't wake me
button-no-quiet = No quiet hours
button-be-silent = Be silent
button-be-heard = Be heard
button-zone-fixed = Elsewhere, always UTC{ $distance }
button-zone-unset = I don't say
button-property = Open it
button-next-part = Next part
button-delete-property = Delete…
button-property-delete-now = Delete it
button-property-keep = Keep it

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
button-import-it = Import it
button-import-unseen = Import without a preview
button-show-all = Show all
button-block-person = Block them
button-block-person-ask = Block again
button-unblock-person = Unblock
button-send-notice = Send to everybody
button-stop-notice = Stop sending
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
button-missing = More (not working now)
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
button-more = More
button-new-bot = New bot
button-add-token = Add token
button-bot-field = { $field ->
        [name] Name
        [token] Token
        [sheet] Sheet
       *[remote] Git remote
    }
button-remove-field = { $field ->
        [token] Remove the token…
        [sheet] Remove the link…
       *[remote] Remove the remote…
    }
button-other-value = { $field ->
        [name] Other name
        [token] Other token
        [sheet] Other sheet
       *[remote] Other remote
    }
button-use-new = Use the new one
button-use-it = Use it
button-keep-old = Keep the old one
button-copy-bot = Copy bot
button-copy-it = Copy it
button-open = Open
button-copy-first = Keep a copy first
button-delete-bot = Delete…
button-delete-now = Delete it
button-copy-deploy-key = Copy deploy key
button-set-remote = Set git remote…
button-change-remote = Other git remote…
button-git-export = Git export
button-export-now = Export it
button-git-import = Git import…
button-git-import-now = Empty and import
button-keep-as-is = Keep it as it is
button-without-token = Without a token
button-other-token = Other token
button-make-it = Make it
button-commands = Commands
button-new-command = New
button-new-folder = New folder
button-deleted-lately = Deleted lately
button-delete-folder = Delete folder…
button-copy-command = Copy…
button-move = Move…
button-move-there = Move { $command } there
button-open-draft = Open the draft
button-delete-command = Delete…
button-delete-it = Delete it
button-delete-with = Delete it all the same…
button-make = Make it
button-open-command = Open { $name }
button-another-name = Another name
button-another-title = Another name
button-no-folder = No folder
button-to-command = Back to the command
button-back-to-folder = Back to the folder
button-move-all = Move all { $shown } out…
button-move-rest = Move the rest…
button-move-them = Move them
button-leave-them = Leave them
button-undo-again = Undo again
button-code-file = Code as a file
button-answer-file = Whole answer as a file
button-folder = 📁 { $folder }
button-in-list = In the list: { $first }–{ $last }
button-task = Import { $task }
button-forget-all = Erase all about me…
button-copy-id = Copy my id
button-libraries = Libraries
button-lib = The library
button-lib-store = Store
button-install = Install
button-uninstall = Uninstall…
button-uninstall-now = Uninstall it
button-broadcasts = Broadcasts
button-broadcast = The broadcast
button-broadcast-how = How one is started
button-copy-code = Copy the code
button-pause = Pause
button-resume = Resume…
button-resume-now = Resume it
button-keep-as-it-is = Keep it paused
button-delete = Delete…
button-chats = Chats
button-chat = The chat
button-find = Find
button-block = Block…
button-block-now = Block it
button-unblock = Unblock
button-copy-telegram-id = Copy Telegram id
button-demo-store = Demo store
button-install-another = Install another

## The command menu and the bot's profile (Bot API, setMyCommands and setMyShortDescription)

menu-csvstatus = How a CSV import went: BOT IMPORT
menu-import = Import a sheet, and see first what it does
menu-help = What I can do
menu-menu = The first screen
menu-bots = Your bots, or search: NAME
menu-errors = What went wrong in a bot: NAME
menu-watches = What I watch for you: alerts
menu-settings = Your time zone, silent or loud
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
time-utc = { $time } UTC
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
