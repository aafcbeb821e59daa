"""The Windows package as the officer has it, run under Wine."""
