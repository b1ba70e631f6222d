"""The only part of crm that knows Streamlit."""
