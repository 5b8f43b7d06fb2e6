"""What is sealed opens with its key, in its place, and nowhere else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import CannotOpen, Vault, WrongKey, data_keys, keys_for, new_key, signing_key

OLD, NEW = "a:" + "o" * 43, "b:" + "n" * 43


@given(st.text(max_size=200))
def test_what_is_sealed_opens_again(text: str) -> None:
    vault = Vault(data_keys(OLD))
    assert vault.open(vault.seal(text, "paper:1"), "paper:1") == text


def test_it_does_not_open_in_another_row_nor_with_another_key() -> None:
    sealed = Vault(data_keys(OLD)).seal("3520212345671", "paper:1")
    assert "3520212345671" not in sealed
    for vault, about in ((Vault(data_keys(OLD)), "paper:2"), (Vault(data_keys(NEW)), "paper:1")):
        with pytest.raises(CannotOpen):
            vault.open(sealed, about)


def test_after_a_rotation_the_old_still_opens_and_the_new_one_seals() -> None:
    before, after = Vault(data_keys(OLD)), Vault(data_keys(f"{NEW},{OLD}"))
    sealed = before.seal("3520212345671", "paper:1")
    assert after.open(sealed, "paper:1") == "3520212345671"
    assert not after.is_newest(sealed)
    assert after.is_newest(after.seal("x", "paper:1"))
    assert before.mark("3520212345671") in after.marks("3520212345671")


@pytest.mark.parametrize("wrong", ["", "a", "a:short", f"{OLD},{OLD}", "ä:" + "k" * 43, ":" + "k" * 43])
def test_a_key_that_cannot_be_used_is_refused(wrong: str) -> None:
    with pytest.raises(WrongKey):
        data_keys(wrong)


def test_a_machine_makes_its_keys_once_and_keeps_them_to_itself(tmp_path: Path) -> None:
    first, second = keys_for("", "", "", tmp_path), keys_for("", "", "", tmp_path)
    assert second.vault.open(first.vault.seal("x", "y"), "y") == "x"
    assert first.receipts.public_key() == second.receipts.public_key()
    assert (tmp_path / "development.keys").stat().st_mode & 0o077 == 0
    assert signing_key("z" * 40).public_key() != first.receipts.public_key()


def test_a_new_key_can_be_used() -> None:
    assert data_keys(f"2026:{new_key()}")
