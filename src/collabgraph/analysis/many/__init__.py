"""Many cases at once: sets of conditions and outcomes, configurations, and ceilings, with what nobody reported."""
