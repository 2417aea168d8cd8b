"""What the durability, hostile and secrecy tests share: the real process, and lean ways to talk to it.

    pytest_plugin.py  seed, fixtures, figures in the summary
    server.py         starts, stops and kills `trent serve` on a directory
    http1.py          reads HTTP/1.1 responses strictly, from a raw socket
    kms.py            signs and sends KMS calls (boto3 takes longer to start than the server)
    imports.py        wraps key material for ImportKeyMaterial
    disks.py          disks that fail and disks that forget, for the real process
    database.py       finds and reads the SQLite database of a data directory
"""
