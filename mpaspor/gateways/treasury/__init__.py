"""The state treasury (SIMPONI/MPN): it lets a bill be paid at any bank, post office or shop, and says which are paid.

Its notice makes us ask, never believe: a bill is paid when the treasury, asked by us, shows the NTPN.
"""
