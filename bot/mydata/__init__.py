"""What is held about a person: declared for every table, shown to her, erased at her wish, and swept when it is old."""
