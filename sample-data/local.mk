# The sample data set comes with a later commit.
