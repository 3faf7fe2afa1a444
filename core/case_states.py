"""What a case's state means for what may still be done with it."""

# decided or over: a later word of the applicant is a person's task in the city
ENDED = frozenset(
    {
        "not_required", "not_competent", "granted", "refused", "withdrawn", "terminated",
        "certificate_made", "delivered", "rated", "archived",
    }
)  # fmt: skip
