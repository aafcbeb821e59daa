"""The post of a round: what goes out, and in what words.

letters, mail        the words; the bytes any mail program opens
issuing, answering   a workbook and a draft for each unit; the answer to each return
reminding            drafts for those who are late
sending              the one way anything leaves the machine
"""
