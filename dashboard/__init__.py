"""The screen: Findings drawn with Streamlit."""
