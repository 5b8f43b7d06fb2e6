"""The schema: made by migrations alone, the same as the models, up and down."""

from tests import check_migrations


def test_models_and_migrations_agree_and_the_last_one_can_be_taken_back() -> None:
    check_migrations.main()
