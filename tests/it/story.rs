//! `sandbox --story`: the day that it plays, word for word.

#[test]
fn a_day_in_a_minute_is_one_sound_one_edit_one_end_and_a_digest() {
    let story =
        std::process::Command::new(env!("CARGO_BIN_EXE_bb-pocket")).args(["sandbox", "--story"]).output().unwrap();
    assert!(story.status.success(), "{}", String::from_utf8_lossy(&story.stderr));
    let told = String::from_utf8(story.stdout).unwrap();
    let count = |how: &str| told.matches(how).count();
    assert_eq!(count("· a message with a sound\n"), 1, "{told}");
    assert_eq!(count("· an edit, which nobody hears\n"), 1, "{told}");
    assert_eq!(count("· a silent message\n"), 2, "{told}");
    assert_eq!(count("· on the phone\n"), 0, "{told}");
    insta::assert_snapshot!("story", told);
}
