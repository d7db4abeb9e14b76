"""The Common Expression Language by itself: values, text to syntax tree, types, and what its operators do."""
