"""What comes by post: mails and archives, opened down to the files in them. Nothing here knows a form.

leaves      the walk from a file down to what is packed in it, within one budget
inside      what an opener finds in a mail or an archive, and what all of them may spend
mime        mails: parts by their boundaries, contents by what they are
headers     the lines above a mail, however its program wrote them
outlook     mails of Outlook (.msg)
tnef        what Outlook packs into winmail.dat
signed      signed mails: what lies inside the signature
archives    zip, tar, and files packed one by one
zip_entries the directory of a zip that no workbook program wrote
code_pages  names of files in the code page of who packed them
cloud_links letters that only lead to a file elsewhere
leftovers   what no sender meant to send
"""
