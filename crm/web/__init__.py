"""Routes beside Streamlit: the guard, sign-in, set-up, exports, health."""
