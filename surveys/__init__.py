"""What is asked and what was answered: instruments, questionnaires, reading, response sets."""
